/** Charts as inline SVG: axes with round ticks, lines, bars, points and shaded cells. Colours come from the page's CSS. */
@NullMarked
package io.plumbline.trainer.report.chart;

import org.jspecify.annotations.NullMarked;
