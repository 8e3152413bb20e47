package io.plumbline.trainer.network.layer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;

/** One entry of a {@code layers:} list. */
interface Layer {
    /**
     * The block over inputs of this shape, the batch first.
     *
     * @throws IllegalArgumentException if it cannot take them
     */
    Block over(Shape shape);
}
