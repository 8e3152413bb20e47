/** Starts a training run from the command line. */
@NullMarked
package io.plumbline.trainer;

import org.jspecify.annotations.NullMarked;
