package io.plumbline.trainer.network.vision;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.Activations;
import java.util.List;

/**
 * LeNet-5: two 5×5 convolutions with pooling, three linear layers; every map of the second convolution sees all of the
 * first.
 *
 * <p>Source: LeCun et al. (1998), Gradient-based learning applied to document recognition, section II.B.
 *
 * @param pool {@code max} or {@code avg}
 */
record LeNet(String activation, String pool) implements ImageNetwork {
    private static final Shape HALF = new Shape(2, 2);

    static LeNet from(Settings network) {
        return new LeNet(
                network.choice("activation", Activations.NAMES, "relu"),
                network.choice("pool", List.of("max", "avg"), "max"));
    }

    @Override
    public SequentialBlock build(int outputs) {
        return Options.initialized(new SequentialBlock()
                .add(conv(6, 2))
                .add(Activations.named(activation))
                .add(pooling())
                .add(conv(16, 0))
                .add(Activations.named(activation))
                .add(pooling())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(120).build())
                .add(Activations.named(activation))
                .add(Linear.builder().setUnits(84).build())
                .add(Activations.named(activation))
                .add(Linear.builder().setUnits(outputs).build()));
    }

    private static Block conv(int filters, int padding) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(5, 5))
                .optPadding(new Shape(padding, padding))
                .build();
    }

    private Block pooling() {
        return pool.equals("avg") ? Pool.avgPool2dBlock(HALF, HALF) : Pool.maxPool2dBlock(HALF, HALF);
    }

    @Override
    public int smallest() {
        // Halved, less 4 for the convolution without padding, halved again.
        return 12;
    }
}
