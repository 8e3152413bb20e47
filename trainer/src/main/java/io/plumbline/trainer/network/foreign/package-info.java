/** Blocks that are not Plumbline's: DJL's model zoo, and classes that a user brings. */
@NullMarked
package io.plumbline.trainer.network.foreign;

import org.jspecify.annotations.NullMarked;
