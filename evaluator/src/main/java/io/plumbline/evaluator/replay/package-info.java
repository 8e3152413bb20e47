/** Counts once more from the topics, apart from the live evaluator, and holds the result against its cells. */
@NullMarked
package io.plumbline.evaluator.replay;

import org.jspecify.annotations.NullMarked;
