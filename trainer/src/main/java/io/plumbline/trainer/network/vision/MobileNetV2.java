package io.plumbline.trainer.network.vision;

import ai.djl.nn.SequentialBlock;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.ConvNorm;

/**
 * MobileNetV2.
 *
 * <p>Source: Sandler et al. (2018), MobileNetV2, table 2. The small stem has stride 1; later strides are as published.
 *
 * @param width scales all channels but the last layer's, which only grows
 */
record MobileNetV2(double width, Stem stem, double momentum, double dropout) implements ImageNetwork {
    /** Each stage: expansion, channels, blocks, stride of the first. */
    private static final int[][] STAGES = {
        {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
    };

    static MobileNetV2 from(Settings network) {
        return new MobileNetV2(
                network.real("width", 0.1, 4, 1),
                Options.stem(network),
                Options.momentum(network),
                Options.dropout(network, 0.2));
    }

    @Override
    public SequentialBlock build(int outputs) {
        ConvNorm conv = new ConvNorm("relu6", momentum, ConvNorm.EPSILON);
        int channels = Options.scaled(32, width);
        SequentialBlock network = conv.append(new SequentialBlock(), channels, 3, stem == Stem.IMAGENET ? 2 : 1);
        for (int[] stage : STAGES) {
            int out = Options.scaled(stage[1], width);
            for (int i = 0; i < stage[2]; i++) {
                network.add(InvertedResidual.of(conv, channels, out, 3, i == 0 ? stage[3] : 1, stage[0]));
                channels = out;
            }
        }
        conv.append(network, Options.scaled(1280, Math.max(1, width)), 1, 1);
        return Options.initialized(Options.finish(network, dropout, outputs));
    }

    @Override
    public int smallest() {
        return stem == Stem.IMAGENET ? 32 : 16;
    }
}
