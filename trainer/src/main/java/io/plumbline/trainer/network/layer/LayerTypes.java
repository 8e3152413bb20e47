package io.plumbline.trainer.network.layer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import io.plumbline.trainer.experiment.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The layers that a {@code layers:} list can hold; the name of an activation is a layer too. */
final class LayerTypes {
    static final List<String> NAMES = Stream.concat(
                    Stream.of(
                            "linear",
                            "conv",
                            "depthwise-conv",
                            "batch-norm",
                            "layer-norm",
                            "activation",
                            "max-pool",
                            "avg-pool",
                            "global-avg-pool",
                            "global-max-pool",
                            "flatten",
                            "dropout",
                            "residual",
                            "concat",
                            "channel-shuffle"),
                    Activations.NAMES.stream())
            .toList();

    private static final int MOST = 1 << 16;
    private static final int IMAGE = 4;

    private LayerTypes() {}

    static Layer from(String type, Settings layer, String path) {
        return switch (type) {
            case "linear" -> linear(layer);
            case "conv" -> conv(layer);
            case "depthwise-conv" -> depthwise(layer);
            case "batch-norm" -> batchNorm(layer);
            case "layer-norm" -> {
                double epsilon = layer.real("epsilon", 0, 1, ConvNorm.EPSILON);
                yield shape -> LayerNorm.builder().optEpsilon((float) epsilon).build();
            }
            case "activation" -> {
                String name = layer.choice("name", Activations.NAMES);
                yield shape -> Activations.named(name);
            }
            case "max-pool" -> pool(layer, false);
            case "avg-pool" -> pool(layer, true);
            case "global-avg-pool" -> image(Pool.globalAvgPool2dBlock());
            case "global-max-pool" -> image(Pool.globalMaxPool2dBlock());
            case "flatten" -> shape -> Blocks.batchFlattenBlock();
            case "dropout" -> {
                double rate = layer.real("rate", 0, 0.9, 0.5);
                yield shape -> Dropout.builder().optRate((float) rate).build();
            }
            case "residual" -> residual(layer, path);
            case "concat" -> concat(layer, path);
            case "channel-shuffle" -> shuffle(layer);
            default -> shape -> Activations.named(type);
        };
    }

    private static Layer linear(Settings layer) {
        int units = layer.whole("units", 1, MOST);
        boolean bias = layer.flag("bias", true);
        return shape -> {
            if (shape.dimension() >= IMAGE) {
                throw new IllegalArgumentException("expected [features]; put flatten or global-avg-pool before it");
            }
            return Linear.builder().setUnits(units).optBias(bias).build();
        };
    }

    /** Options shared by both convolutions; padding keeps the size at stride 1. */
    private record Window(int kernel, int stride, int padding, int dilation, boolean bias) {
        static Window from(Settings layer) {
            int kernel = layer.whole("kernel", 1, 255, 3);
            int dilation = layer.whole("dilation", 1, 64, 1);
            return new Window(
                    kernel,
                    layer.whole("stride", 1, 64, 1),
                    layer.whole("padding", 0, 255, dilation * (kernel - 1) / 2),
                    dilation,
                    layer.flag("bias", true));
        }

        Block conv(int filters, int groups) {
            return Conv2d.builder()
                    .setFilters(filters)
                    .setKernelShape(new Shape(kernel, kernel))
                    .optStride(new Shape(stride, stride))
                    .optPadding(new Shape(padding, padding))
                    .optDilation(new Shape(dilation, dilation))
                    .optGroups(groups)
                    .optBias(bias)
                    .build();
        }
    }

    private static Layer conv(Settings layer) {
        int filters = layer.whole("filters", 1, MOST);
        int groups = layer.whole("groups", 1, MOST, 1);
        Window window = Window.from(layer);
        return shape -> {
            requireImage(shape);
            if (shape.get(1) % groups != 0 || filters % groups != 0) {
                throw new IllegalArgumentException(
                        "%d channels and %d filters, expected both to be multiples of %d groups"
                                .formatted(shape.get(1), filters, groups));
            }
            return window.conv(filters, groups);
        };
    }

    private static Layer depthwise(Settings layer) {
        int multiplier = layer.whole("multiplier", 1, 64, 1);
        Window window = Window.from(layer);
        return shape -> {
            requireImage(shape);
            int channels = Math.toIntExact(shape.get(1));
            return window.conv(channels * multiplier, channels);
        };
    }

    private static Layer batchNorm(Settings layer) {
        double momentum = layer.real("momentum", 0, 0.9999, 0.9);
        double epsilon = layer.real("epsilon", 0, 1, ConvNorm.EPSILON);
        return shape -> BatchNorm.builder()
                .optMomentum((float) momentum)
                .optEpsilon((float) epsilon)
                .build();
    }

    private static Layer pool(Settings layer, boolean average) {
        int kernel = layer.whole("kernel", 1, 255, 2);
        Shape size = new Shape(kernel, kernel);
        int stride = layer.whole("stride", 1, 64, kernel);
        Shape step = new Shape(stride, stride);
        int padding = layer.whole("padding", 0, 127, 0);
        Shape pad = new Shape(padding, padding);
        return image(average ? Pool.avgPool2dBlock(size, step, pad) : Pool.maxPool2dBlock(size, step, pad));
    }

    private static Layer residual(Settings layer, String path) {
        LayerList inner = LayerList.from(layer, path + ".layers");
        return shape -> {
            SequentialBlock main = inner.over(shape);
            Shape out = main.getOutputShapes(new Shape[] {shape})[0];
            if (!out.equals(shape)) {
                throw new IllegalArgumentException(
                        "its layers leave %s, expected what comes in; give the last of them as many"
                                        .formatted(out.slice(1))
                                + " filters or units as come in, and stride 1");
            }
            return Joins.sum(main, Blocks.identityBlock());
        };
    }

    private static Layer concat(Settings layer, String path) {
        List<LayerList> branches = new ArrayList<>();
        List<Settings> sections = layer.sections("branches");
        for (int i = 0; i < sections.size(); i++) {
            branches.add(LayerList.from(sections.get(i), path + ".branches[" + i + "].layers"));
        }
        if (branches.size() < 2) {
            layer.problem("branches", "has " + branches.size() + " entries, expected at least two, each with layers");
        }
        return shape -> Joins.concat(
                branches.stream().map(branch -> (Block) branch.over(shape)).toList());
    }

    private static Layer shuffle(Settings layer) {
        int groups = layer.whole("groups", 2, MOST);
        return shape -> {
            requireImage(shape);
            if (shape.get(1) % groups != 0) {
                throw new IllegalArgumentException(
                        "%d channels, expected a multiple of %d groups".formatted(shape.get(1), groups));
            }
            return Joins.shuffleChannels(groups);
        };
    }

    private static Layer image(Block block) {
        return shape -> {
            requireImage(shape);
            return block;
        };
    }

    private static void requireImage(Shape shape) {
        if (shape.dimension() != IMAGE) {
            throw new IllegalArgumentException("expected [channels, height, width]");
        }
    }
}
