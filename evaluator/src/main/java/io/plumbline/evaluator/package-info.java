/** Starts and stops the evaluator. */
@NullMarked
package io.plumbline.evaluator;

import org.jspecify.annotations.NullMarked;
