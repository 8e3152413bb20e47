/** Data sets over rows of named features: CSV files, and how features become numbers. */
@NullMarked
package io.plumbline.trainer.dataset.table;

import org.jspecify.annotations.NullMarked;
