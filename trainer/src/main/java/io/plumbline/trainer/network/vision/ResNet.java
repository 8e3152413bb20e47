package io.plumbline.trainer.network.vision;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.Initializer;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.Activations;
import io.plumbline.trainer.network.layer.ConvNorm;
import io.plumbline.trainer.network.layer.Joins;
import java.util.List;
import java.util.Map;

/**
 * ResNet with a bottleneck's stride in its 3×3 convolution.
 *
 * <p>Source: He et al. (2016), Deep residual learning for image recognition, table 1; the place of the stride is
 * torchvision's, known as version 1.5. Zero-init: Goyal et al. (2017), Accurate, large minibatch SGD, section 5.1.
 *
 * @param zeroInit whether the last batch norm of each residual starts with scale 0, so that it starts as the identity
 */
record ResNet(int depth, Stem stem, double momentum, boolean zeroInit) implements ImageNetwork {
    private static final Map<Integer, List<Integer>> BLOCKS = Map.of(
            18, List.of(2, 2, 2, 2),
            34, List.of(3, 4, 6, 3),
            50, List.of(3, 4, 6, 3),
            101, List.of(3, 4, 23, 3),
            152, List.of(3, 8, 36, 3));
    private static final List<Double> DEPTHS = List.of(18.0, 34.0, 50.0, 101.0, 152.0);
    private static final int BOTTLENECK_FROM = 50;
    private static final int EXPANSION = 4;
    private static final int WIDTH = 64;

    static ResNet from(Settings network) {
        return new ResNet(
                (int) Options.oneOf(network, "depth", DEPTHS, 18),
                Options.stem(network),
                Options.momentum(network),
                network.flag("zero-init-residual", false));
    }

    @Override
    public SequentialBlock build(int outputs) {
        ConvNorm conv = new ConvNorm("relu", momentum, ConvNorm.EPSILON);
        SequentialBlock network = new SequentialBlock();
        if (stem == Stem.IMAGENET) {
            conv.append(network, WIDTH, 7, 2);
            network.add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)));
        } else {
            conv.append(network, WIDTH, 3, 1);
        }
        int channels = WIDTH;
        List<Integer> blocks = BLOCKS.getOrDefault(depth, List.of());
        for (int stage = 0; stage < blocks.size(); stage++) {
            int width = WIDTH << stage;
            for (int i = 0; i < blocks.get(stage); i++) {
                int out = bottleneck() ? width * EXPANSION : width;
                network.add(residual(conv, channels, width, out, i == 0 && stage > 0 ? 2 : 1))
                        .add(Activations.named("relu"));
                channels = out;
            }
        }
        return Options.initialized(Options.finish(network, 0, outputs));
    }

    private boolean bottleneck() {
        return depth >= BOTTLENECK_FROM;
    }

    private Block residual(ConvNorm conv, int in, int width, int out, int stride) {
        SequentialBlock main = new SequentialBlock();
        if (bottleneck()) {
            conv.append(main, width, 1, 1);
            conv.append(main, width, 3, stride);
            conv.appendLinear(main, out, 1, 1, 1);
        } else {
            conv.append(main, width, 3, stride);
            conv.appendLinear(main, out, 3, 1, 1);
        }
        if (zeroInit && main.getChildren().valueAt(main.getChildren().size() - 1) instanceof BatchNorm last) {
            last.setInitializer(Initializer.ZEROS, Parameter.Type.GAMMA);
        }
        Block shortcut = in == out && stride == 1
                ? Blocks.identityBlock()
                : conv.appendLinear(new SequentialBlock(), out, 1, stride, 1);
        return Joins.sum(main, shortcut);
    }

    @Override
    public int smallest() {
        return stem == Stem.IMAGENET ? 32 : 8;
    }
}
