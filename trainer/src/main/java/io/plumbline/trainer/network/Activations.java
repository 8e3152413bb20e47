package io.plumbline.trainer.network;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import java.util.List;

/** The activations that an experiment can name. */
final class Activations {
    static final List<String> NAMES = List.of("relu", "leaky-relu", "gelu", "tanh", "sigmoid");
    /** The customary slope below zero. */
    private static final float LEAK = 0.01f;

    private Activations() {}

    static Block named(String name) {
        return switch (name) {
            case "leaky-relu" -> Activation.leakyReluBlock(LEAK);
            case "gelu" -> Activation.geluBlock();
            case "tanh" -> Activation.tanhBlock();
            case "sigmoid" -> Activation.sigmoidBlock();
            default -> Activation.reluBlock();
        };
    }
}
