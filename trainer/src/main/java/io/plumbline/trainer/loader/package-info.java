/** Batches of examples, in an order that a seed decides. */
@NullMarked
package io.plumbline.trainer.loader;

import org.jspecify.annotations.NullMarked;
