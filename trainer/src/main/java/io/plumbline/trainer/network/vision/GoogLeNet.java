package io.plumbline.trainer.network.vision;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.ConvNorm;
import io.plumbline.trainer.network.layer.Joins;
import java.util.List;

/**
 * GoogLeNet, also called Inception v1, with batch norm and without auxiliary heads.
 *
 * <p>Source: Szegedy et al. (2015), Going deeper with convolutions, table 1; batch norm, and 3×3 where the paper has 5×5, as
 * in torchvision, whose number of parameters it has. The small stem is a 3×3 convolution of stride 1 and no pooling before
 * the first inception block.
 */
record GoogLeNet(Stem stem, double momentum, double dropout) implements ImageNetwork {
    /** Google's own epsilon for these networks. */
    private static final double EPSILON = 1e-3;
    /** Each stage's blocks: 1×1, 3×3 reduced and full, second 3×3 reduced and full, projection of the pool. */
    private static final int[][][] STAGES = {
        {{64, 96, 128, 16, 32, 32}, {128, 128, 192, 32, 96, 64}},
        {
            {192, 96, 208, 16, 48, 64},
            {160, 112, 224, 24, 64, 64},
            {128, 128, 256, 24, 64, 64},
            {112, 144, 288, 32, 64, 64},
            {256, 160, 320, 32, 128, 128}
        },
        {{256, 160, 320, 32, 128, 128}, {384, 192, 384, 48, 128, 128}}
    };
    /** The kernel of the pooling in front of the second and third stage. */
    private static final int[] POOLS = {3, 2};

    static GoogLeNet from(Settings network) {
        return new GoogLeNet(Options.stem(network), Options.momentum(network), Options.dropout(network, 0.2));
    }

    @Override
    public SequentialBlock build(int outputs) {
        ConvNorm conv = new ConvNorm("relu", momentum, EPSILON);
        SequentialBlock network = new SequentialBlock();
        if (stem == Stem.IMAGENET) {
            conv.append(network, 64, 7, 2);
            network.add(halving(3));
        } else {
            conv.append(network, 64, 3, 1);
        }
        conv.append(network, 64, 1, 1);
        conv.append(network, 192, 3, 1);
        if (stem == Stem.IMAGENET) {
            network.add(halving(3));
        }
        for (int stage = 0; stage < STAGES.length; stage++) {
            if (stage > 0) {
                network.add(halving(POOLS[stage - 1]));
            }
            for (int[] widths : STAGES[stage]) {
                network.add(inception(conv, widths));
            }
        }
        return Options.initialized(Options.finish(network, dropout, outputs));
    }

    private static Block inception(ConvNorm conv, int[] widths) {
        SequentialBlock pooled =
                new SequentialBlock().add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(1, 1), new Shape(1, 1)));
        return Joins.concat(List.of(
                conv.append(new SequentialBlock(), widths[0], 1, 1),
                conv.append(conv.append(new SequentialBlock(), widths[1], 1, 1), widths[2], 3, 1),
                conv.append(conv.append(new SequentialBlock(), widths[3], 1, 1), widths[4], 3, 1),
                conv.append(pooled, widths[5], 1, 1)));
    }

    /** Of an odd size, the last column is pooled too. */
    private static Block halving(int kernel) {
        return Pool.maxPool2dBlock(new Shape(kernel, kernel), new Shape(2, 2), new Shape(0, 0), true);
    }

    @Override
    public int smallest() {
        return stem == Stem.IMAGENET ? 32 : 8;
    }
}
