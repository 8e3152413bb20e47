/** The report of a run: one HTML file that needs nothing else. */
@NullMarked
package io.plumbline.trainer.report;

import org.jspecify.annotations.NullMarked;
