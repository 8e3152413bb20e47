/** Sums that do not depend on order: what the unbounded and the [0, 1]-bounded statistics are made of. */
@NullMarked
package io.plumbline.metrics.exact;

import org.jspecify.annotations.NullMarked;
