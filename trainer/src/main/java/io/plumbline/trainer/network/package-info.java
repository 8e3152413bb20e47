/** The networks an experiment can name, as DJL blocks with their input scaling and their output head. */
@NullMarked
package io.plumbline.trainer.network;

import org.jspecify.annotations.NullMarked;
