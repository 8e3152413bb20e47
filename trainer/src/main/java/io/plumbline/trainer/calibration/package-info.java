/** What is fitted to the validation part after training: how sure the answers are, and from when on a class is announced. */
@NullMarked
package io.plumbline.trainer.calibration;

import org.jspecify.annotations.NullMarked;
