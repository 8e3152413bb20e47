/** What the committed tallies, panes and cohorts say of predictions whose labels have not come, ready to read. */
@NullMarked
package io.plumbline.evaluator.estimate;

import org.jspecify.annotations.NullMarked;
