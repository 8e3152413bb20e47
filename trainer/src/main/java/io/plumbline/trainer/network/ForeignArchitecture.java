package io.plumbline.trainer.network;

import ai.djl.nn.Block;
import io.plumbline.trainer.network.foreign.BlockSource;

/** A block that is not Plumbline's, with initial weights of its own choice. */
record ForeignArchitecture(String type, BlockSource source) implements Architecture {
    @Override
    public Block build(NetworkInput input, int outputs) {
        try {
            return source.block(input.rowShape(), outputs);
        } catch (RuntimeException refused) {
            throw new IllegalArgumentException(
                    "network.type '%s' cannot be built over rows of shape %s with %d outputs: %s"
                            .formatted(type, input.rowShape(), outputs, refused.getMessage()),
                    refused);
        }
    }

    @Override
    public void requireFits(NetworkInput input) {
        // Nobody but the block knows; building it tells.
    }
}
