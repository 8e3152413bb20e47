/** Records that carry any number of labels at once. */
@NullMarked
package io.plumbline.metrics.multilabel;

import org.jspecify.annotations.NullMarked;
