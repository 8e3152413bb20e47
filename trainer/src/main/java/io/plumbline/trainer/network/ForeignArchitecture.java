package io.plumbline.trainer.network;

import ai.djl.nn.Block;
import io.plumbline.trainer.network.foreign.BlockSource;

/** A block that is not Plumbline's, with initial weights of its own choice. */
record ForeignArchitecture(BlockSource source) implements Architecture {
    @Override
    public Block build(NetworkInput input, int outputs) {
        return source.block(input.rowShape(), outputs);
    }

    @Override
    public void requireFits(NetworkInput input) {
        // Nobody but the block knows; building it tells.
    }
}
