/** What joined pairs are summed into: exact, mergeable, and exactly revertible. */
@NullMarked
package io.plumbline.evaluator.statistic;

import org.jspecify.annotations.NullMarked;
