/** Absolute and squared errors of predicted numbers, and what follows from them. */
@NullMarked
package io.plumbline.metrics.regression;

import org.jspecify.annotations.NullMarked;
