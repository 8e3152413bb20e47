/** How late labels come, per class, learned from predictions of which some are still unlabelled. */
@NullMarked
package io.plumbline.metrics.delay;

import org.jspecify.annotations.NullMarked;
