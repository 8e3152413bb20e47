/** How gradients move parameters. */
@NullMarked
package io.plumbline.trainer.optimizer;

import org.jspecify.annotations.NullMarked;
