package io.plumbline.trainer.network.vision;

import ai.djl.nn.SequentialBlock;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.ConvNorm;
import java.util.List;

/**
 * MNASNet-B1, the one without squeeze and excitation.
 *
 * <p>Source: Tan et al. (2019), MnasNet, figure 7; scaling as torchvision's. The small stem has stride 1.
 *
 * @param alpha scales all channels but the last layer's 1280
 */
record MnasNet(double alpha, Stem stem, double momentum, double dropout) implements ImageNetwork {
    /** Each stage: kernel, stride of the first, expansion, blocks, channels. */
    private static final int[][] STAGES = {
        {3, 2, 3, 3, 24}, {5, 2, 3, 3, 40}, {5, 2, 6, 3, 80}, {3, 1, 6, 2, 96}, {5, 2, 6, 4, 192}, {3, 1, 6, 1, 320}
    };

    private static final List<Double> ALPHAS = List.of(0.5, 0.75, 1.0, 1.3);

    static MnasNet from(Settings network) {
        return new MnasNet(
                Options.oneOf(network, "alpha", ALPHAS, 1),
                Options.stem(network),
                Options.momentum(network),
                Options.dropout(network, 0.2));
    }

    @Override
    public SequentialBlock build(int outputs) {
        ConvNorm conv = new ConvNorm("relu", momentum, ConvNorm.EPSILON);
        int channels = Options.scaled(32, alpha);
        SequentialBlock network = conv.append(new SequentialBlock(), channels, 3, stem == Stem.IMAGENET ? 2 : 1);
        conv.append(network, channels, 3, 1, channels);
        channels = Options.scaled(16, alpha);
        conv.appendLinear(network, channels, 1, 1, 1);
        for (int[] stage : STAGES) {
            int out = Options.scaled(stage[4], alpha);
            for (int i = 0; i < stage[3]; i++) {
                network.add(InvertedResidual.of(conv, channels, out, stage[0], i == 0 ? stage[1] : 1, stage[2]));
                channels = out;
            }
        }
        conv.append(network, 1280, 1, 1);
        return Options.initialized(Options.finish(network, dropout, outputs));
    }

    @Override
    public int smallest() {
        return stem == Stem.IMAGENET ? 32 : 16;
    }
}
