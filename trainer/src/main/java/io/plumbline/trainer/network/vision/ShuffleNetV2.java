package io.plumbline.trainer.network.vision;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.ConvNorm;
import io.plumbline.trainer.network.layer.Joins;
import java.util.List;
import java.util.Map;

/**
 * ShuffleNetV2.
 *
 * <p>Source: Ma et al. (2018), ShuffleNet V2, figure 3 (c, d) and table 5.
 *
 * @param size {@code x0.5}, {@code x1.0}, {@code x1.5} or {@code x2.0}
 */
record ShuffleNetV2(String size, Stem stem, double momentum) implements ImageNetwork {
    private static final List<String> SIZES = List.of("x0.5", "x1.0", "x1.5", "x2.0");
    /** Channels of the three stages and of the last convolution. */
    private static final Map<String, List<Integer>> CHANNELS = Map.of(
            "x0.5", List.of(48, 96, 192, 1024),
            "x1.0", List.of(116, 232, 464, 1024),
            "x1.5", List.of(176, 352, 704, 1024),
            "x2.0", List.of(244, 488, 976, 2048));

    private static final int[] UNITS = {4, 8, 4};
    private static final int STEM_CHANNELS = 24;

    static ShuffleNetV2 from(Settings network) {
        String size = network.choice("size", SIZES, "x1.0");
        return new ShuffleNetV2(SIZES.contains(size) ? size : "x1.0", Options.stem(network), Options.momentum(network));
    }

    @Override
    public SequentialBlock build(int outputs) {
        ConvNorm conv = new ConvNorm("relu", momentum, ConvNorm.EPSILON);
        SequentialBlock network = conv.append(new SequentialBlock(), STEM_CHANNELS, 3, stem == Stem.IMAGENET ? 2 : 1);
        if (stem == Stem.IMAGENET) {
            network.add(Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1)));
        }
        int channels = STEM_CHANNELS;
        List<Integer> stages = CHANNELS.getOrDefault(size, List.of());
        for (int stage = 0; stage < UNITS.length; stage++) {
            int out = stages.get(stage);
            network.add(halving(conv, channels, out)).add(Joins.shuffleChannels(2));
            for (int i = 1; i < UNITS[stage]; i++) {
                network.add(keeping(conv, out)).add(Joins.shuffleChannels(2));
            }
            channels = out;
        }
        conv.append(network, stages.get(UNITS.length), 1, 1);
        return Options.initialized(Options.finish(network, 0, outputs));
    }

    /** Stride 2: both branches see all channels. */
    private static Block halving(ConvNorm conv, int in, int out) {
        SequentialBlock left = conv.appendLinear(new SequentialBlock(), in, 3, 2, in);
        conv.append(left, out / 2, 1, 1);
        return Joins.concat(List.of(left, transform(new SequentialBlock(), conv, out / 2, 2)));
    }

    /** Stride 1: one half of the channels goes through as it is. */
    private static Block keeping(ConvNorm conv, int channels) {
        SequentialBlock right = new SequentialBlock().add(Joins.half(1));
        return Joins.concat(List.of(Joins.half(0), transform(right, conv, channels / 2, 1)));
    }

    private static SequentialBlock transform(SequentialBlock to, ConvNorm conv, int width, int stride) {
        conv.append(to, width, 1, 1);
        conv.appendLinear(to, width, 3, stride, width);
        return conv.append(to, width, 1, 1);
    }

    @Override
    public int smallest() {
        return stem == Stem.IMAGENET ? 32 : 8;
    }
}
