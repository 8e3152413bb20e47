/** What every data set has: parts, examples, splits, targets; and how data is named that is not there. */
@NullMarked
package io.plumbline.trainer.dataset;

import org.jspecify.annotations.NullMarked;
