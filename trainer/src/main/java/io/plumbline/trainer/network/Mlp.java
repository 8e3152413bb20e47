package io.plumbline.trainer.network;

import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.Initialization;
import io.plumbline.trainer.network.layer.Perceptron;
import java.util.List;

/** Rows of any shape, flattened, through a {@link Perceptron}. */
public record Mlp(Perceptron layers) implements Architecture {
    public Mlp(List<Integer> hidden, String activation, boolean batchNorm, double dropout) {
        this(new Perceptron(hidden, activation, batchNorm, dropout));
    }

    static Mlp from(Settings network) {
        return new Mlp(Perceptron.from(network));
    }

    @Override
    public Block build(NetworkInput input, int outputs) {
        SequentialBlock network = layers.append(new SequentialBlock().add(Blocks.batchFlattenBlock()));
        return Initialization.he(network.add(Linear.builder().setUnits(outputs).build()));
    }

    @Override
    public void requireFits(NetworkInput input) {
        // Rows of any shape are flattened.
    }
}
