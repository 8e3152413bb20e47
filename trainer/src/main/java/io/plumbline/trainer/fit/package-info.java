/** The training loop: seeded batches, steps, validation in evaluation mode. */
@NullMarked
package io.plumbline.trainer.fit;

import org.jspecify.annotations.NullMarked;
