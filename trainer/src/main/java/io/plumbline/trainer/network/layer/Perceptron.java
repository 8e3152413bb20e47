package io.plumbline.trainer.network.layer;

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
public record Perceptron(List<Integer> hidden, String activation, boolean batchNorm, double dropout) {
    public Perceptron {
        hidden = List.copyOf(hidden);
    }

    /** Reads {@code hidden}, {@code activation}, {@code batch-norm} and {@code dropout}. */
    public static Perceptron from(Settings network) {
        return new Perceptron(
                network.sizes("hidden"),
                network.choice("activation", Activations.NAMES, "relu"),
                network.flag("batch-norm", false),
                network.real("dropout", 0, 0.9, 0));
    }

    public SequentialBlock append(SequentialBlock to) {
        for (int units : hidden) {
            // Batch norm brings its own shift, so that a bias before it would only drift.
            to.add(Linear.builder().setUnits(units).optBias(!batchNorm).build());
            if (batchNorm) {
                to.add(BatchNorm.builder().build());
            }
            to.add(Activations.named(activation));
            if (dropout > 0) {
                to.add(Dropout.builder().optRate((float) dropout).build());
            }
        }
        return to;
    }
}
