/** Matches predictions with their labels, whatever the order, and says what each event adds to the tallies. */
@NullMarked
package io.plumbline.evaluator.join;

import org.jspecify.annotations.NullMarked;
