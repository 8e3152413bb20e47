package io.plumbline.trainer.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.Activations;
import io.plumbline.trainer.network.layer.Initialization;
import java.util.List;

/**
 * Stages of a 3×3 convolution, batch norm (optional), activation and 2×2 max pooling, then one dense layer.
 *
 * @param channels of each stage; each halves height and width
 * @param dense units of the layer after the last stage
 * @param dropout before the last layer, in [0, 0.9]
 */
public record Cnn(List<Integer> channels, int dense, String activation, boolean batchNorm, double dropout)
        implements Architecture {
    public Cnn {
        channels = List.copyOf(channels);
    }

    static Cnn from(Settings network) {
        return new Cnn(
                network.sizes("channels"),
                network.whole("dense", 1, 1 << 16),
                network.choice("activation", Activations.NAMES, "relu"),
                network.flag("batch-norm", true),
                network.real("dropout", 0, 0.9, 0));
    }

    @Override
    public Block build(NetworkInput input, int outputs) {
        SequentialBlock network = new SequentialBlock();
        for (int filters : channels) {
            network.add(Conv2d.builder()
                    .setFilters(filters)
                    .setKernelShape(new Shape(3, 3))
                    .optPadding(new Shape(1, 1))
                    .optBias(!batchNorm)
                    .build());
            if (batchNorm) {
                network.add(BatchNorm.builder().build());
            }
            network.add(Activations.named(activation));
            network.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
        }
        network.add(Blocks.batchFlattenBlock());
        network.add(Linear.builder().setUnits(dense).build());
        network.add(Activations.named(activation));
        if (dropout > 0) {
            network.add(Dropout.builder().optRate((float) dropout).build());
        }
        network.add(Linear.builder().setUnits(outputs).build());
        return Initialization.he(network);
    }

    @Override
    public void requireFits(NetworkInput input) {
        List<Long> rowShape = input.rowShape();
        long smallest = 1L << channels.size();
        if (rowShape.size() != 3 || rowShape.get(1) < smallest || rowShape.get(2) < smallest) {
            throw new IllegalArgumentException(
                    "network.type is 'cnn' with %d stages, rows have shape %s, expected [channels, height >= %d, width >= %d]"
                            .formatted(channels.size(), rowShape, smallest, smallest));
        }
    }
}
