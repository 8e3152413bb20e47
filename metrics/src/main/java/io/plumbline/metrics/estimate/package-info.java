/** What can be said of predictions whose labels have not come: corrections, expectations, and bounds that hold in any case. */
@NullMarked
package io.plumbline.metrics.estimate;

import org.jspecify.annotations.NullMarked;
