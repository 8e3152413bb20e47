package io.plumbline.trainer.network;

import ai.djl.nn.SequentialBlock;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/** The layers between a scaled input and the last linear layer. */
public interface Architecture {
    List<String> TYPES = List.of("mlp", "cnn");

    /** Appends the layers; what they answer per row is one vector. */
    void append(SequentialBlock network);

    /**
     * Checks that rows of this shape fit.
     *
     * @throws IllegalArgumentException if not
     */
    void requireFits(List<Long> rowShape);

    static Architecture from(Settings network) {
        return network.choice("type", TYPES).equals("cnn") ? Cnn.from(network) : Mlp.from(network);
    }
}
