package io.plumbline.trainer.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.plumbline.trainer.network.layer.Initialization;
import io.plumbline.trainer.network.layer.LayerList;

/** The layers that an experiment lists, then the linear layer that answers the task. */
record LayeredArchitecture(LayerList layers) implements Architecture {
    @Override
    public Block build(NetworkInput input, int outputs) {
        SequentialBlock network = layers.over(batch(input));
        Shape[] left = network.getOutputShapes(new Shape[] {batch(input)});
        if (left[0].dimension() != 2) {
            throw new IllegalArgumentException(
                    "network.layers end with shape %s, expected [features]; end with flatten or"
                                    .formatted(left[0].slice(1))
                            + " global-avg-pool");
        }
        return Initialization.he(network.add(Linear.builder().setUnits(outputs).build()));
    }

    private static Shape batch(NetworkInput input) {
        return new Shape(1).addAll(new Shape(input.rowShape()));
    }

    @Override
    public void requireFits(NetworkInput input) {
        // Told layer by layer, by build.
    }
}
