/** The command that turns an experiment into a checkpoint. */
@NullMarked
package io.plumbline.trainer;

import org.jspecify.annotations.NullMarked;
