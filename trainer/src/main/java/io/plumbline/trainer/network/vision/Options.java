package io.plumbline.trainer.network.vision;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.network.layer.Initialization;
import java.util.List;

/** What these networks have in common: options read from an experiment, and the way they end. */
final class Options {
    private static final double MOMENTUM = 0.9;
    private static final double MAX_MOMENTUM = 0.9999;
    private static final double MAX_DROPOUT = 0.9;

    private Options() {}

    static Stem stem(Settings network) {
        return Stem.named(network.choice("stem", Stem.NAMES, "small"));
    }

    static double momentum(Settings network) {
        return network.real("bn-momentum", 0, MAX_MOMENTUM, MOMENTUM);
    }

    static double dropout(Settings network, double byDefault) {
        return network.real("dropout", 0, MAX_DROPOUT, byDefault);
    }

    /** A number that the network was published with. */
    static double oneOf(Settings network, String key, List<Double> published, double byDefault) {
        double given = network.real(key, published.get(0), published.get(published.size() - 1), byDefault);
        if (!published.contains(given)) {
            network.problem(key, "is " + given + ", expected one of " + published);
        }
        return published.contains(given) ? given : byDefault;
    }

    /** Global average, dropout, the last linear layer. */
    static SequentialBlock finish(SequentialBlock network, double dropout, int outputs) {
        network.add(ai.djl.nn.pooling.Pool.globalAvgPool2dBlock());
        if (dropout > 0) {
            network.add(Dropout.builder().optRate((float) dropout).build());
        }
        network.add(Linear.builder().setUnits(outputs).build());
        return network;
    }

    /**
     * Channels times {@code width}, to the nearest multiple of 8, but not below 90 % of it.
     *
     * <p>Source: Sandler et al. (2018), MobileNetV2, reference implementation.
     */
    static int scaled(int channels, double width) {
        double wanted = channels * width;
        int rounded = Math.max(8, (int) (wanted + 4) / 8 * 8);
        return rounded < 0.9 * wanted ? rounded + 8 : rounded;
    }

    static SequentialBlock initialized(SequentialBlock network) {
        return Initialization.he(network);
    }
}
