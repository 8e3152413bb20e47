/** TensorBoard's event files, written in plain Java. */
@NullMarked
package io.plumbline.trainer.logger.tensorboard;

import org.jspecify.annotations.NullMarked;
