/** Whether a stream still is what it was: bins against a reference, and detectors of change in a sequence of errors. */
@NullMarked
package io.plumbline.metrics.drift;

import org.jspecify.annotations.NullMarked;
