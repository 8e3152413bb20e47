/** Whether the true class is among the k that the model holds most likely. */
@NullMarked
package io.plumbline.metrics.topk;

import org.jspecify.annotations.NullMarked;
