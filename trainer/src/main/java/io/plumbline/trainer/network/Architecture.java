package io.plumbline.trainer.network;

import ai.djl.nn.Block;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/** A kind of network with its options: all that lies between a scaled input and the head. */
public interface Architecture {
    List<String> TYPES = List.of("mlp", "cnn");

    /**
     * The layers, not yet initialized, from {@code float32[batch, input.rowShape()]} to {@code float32[batch, outputs]}.
     *
     * @throws IllegalArgumentException if they cannot be built over such rows
     */
    Block build(NetworkInput input, int outputs);

    /**
     * Checks that such rows fit.
     *
     * @throws IllegalArgumentException if not, with what was got and what is expected
     */
    void requireFits(NetworkInput input);

    static Architecture from(Settings network) {
        return network.choice("type", TYPES).equals("cnn") ? Cnn.from(network) : Mlp.from(network);
    }
}
