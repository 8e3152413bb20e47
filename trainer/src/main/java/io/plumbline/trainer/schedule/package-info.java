/** How the learning rate moves over the steps of a run. */
@NullMarked
package io.plumbline.trainer.schedule;

import org.jspecify.annotations.NullMarked;
