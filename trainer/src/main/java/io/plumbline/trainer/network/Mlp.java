package io.plumbline.trainer.network;

import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/**
 * Linear layers one after another, each followed by batch norm (optional), an activation and dropout (optional).
 *
 * @param dropout the fraction of activations dropped in training, in [0, 0.9]
 */
public record Mlp(List<Integer> hidden, String activation, boolean batchNorm, double dropout) implements Architecture {
    public Mlp {
        hidden = List.copyOf(hidden);
    }

    static Mlp from(Settings network) {
        return new Mlp(
                network.sizes("hidden"),
                network.choice("activation", Activations.NAMES, "relu"),
                network.flag("batch-norm", false),
                network.real("dropout", 0, 0.9, 0));
    }

    @Override
    public Block build(NetworkInput input, int outputs) {
        SequentialBlock network = new SequentialBlock();
        network.add(Blocks.batchFlattenBlock());
        for (int units : hidden) {
            // Batch norm brings its own shift, so that a bias before it would only drift.
            network.add(Linear.builder().setUnits(units).optBias(!batchNorm).build());
            if (batchNorm) {
                network.add(BatchNorm.builder().build());
            }
            network.add(Activations.named(activation));
            if (dropout > 0) {
                network.add(Dropout.builder().optRate((float) dropout).build());
            }
        }
        network.add(Linear.builder().setUnits(outputs).build());
        return Initialization.he(network);
    }

    @Override
    public void requireFits(NetworkInput input) {
        // Rows of any shape are flattened.
    }
}
