/** The metrics of a task over answers to a partition: the arithmetic, and the names, that the evaluator uses live. */
@NullMarked
package io.plumbline.trainer.metric;

import org.jspecify.annotations.NullMarked;
