/** The parts that networks are made of: activations, convolutions with norm, residuals, and layers named in a file. */
@NullMarked
package io.plumbline.trainer.network.layer;

import org.jspecify.annotations.NullMarked;
