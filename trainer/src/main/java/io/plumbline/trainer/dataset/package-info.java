/** Data on disk turned into rows: readers, splits, encoded features, and the requests producers would send. */
@NullMarked
package io.plumbline.trainer.dataset;

import org.jspecify.annotations.NullMarked;
