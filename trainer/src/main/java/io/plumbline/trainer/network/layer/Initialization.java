package io.plumbline.trainer.network.layer;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.XavierInitializer;

/** How the weights of Plumbline's own networks start; biases and shifts start at 0, scales at 1. */
public final class Initialization {
    /** He et al. (2015), Delving Deep into Rectifiers, section 2.2: the gain that keeps variance through a rectifier. */
    private static final float GAIN = 2;

    private Initialization() {}

    /** Weights from N(0, 2 / fan-in), where a grouped convolution counts the channels of one group. */
    public static <T extends Block> T he(T block) {
        block.setInitializer(
                new XavierInitializer(XavierInitializer.RandomType.GAUSSIAN, XavierInitializer.FactorType.IN, GAIN),
                Parameter.Type.WEIGHT);
        return block;
    }
}
