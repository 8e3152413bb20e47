package io.plumbline.trainer.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import java.util.List;

/** The activations that an experiment can name. */
public final class Activations {
    public static final List<String> NAMES = List.of(
            "relu",
            "leaky-relu",
            "relu6",
            "elu",
            "selu",
            "gelu",
            "swish",
            "mish",
            "hard-sigmoid",
            "hard-swish",
            "softplus",
            "softsign",
            "tanh",
            "sigmoid",
            "none");
    /** The customary slope below zero. */
    private static final float LEAK = 0.01f;

    private Activations() {}

    /** A block of its own for {@code name}, one of {@link #NAMES}. */
    public static Block named(String name) {
        return switch (name) {
            case "relu" -> Activation.reluBlock();
            case "leaky-relu" -> Activation.leakyReluBlock(LEAK);
            case "relu6" -> Activation.relu6Block();
            case "elu" -> Activation.eluBlock(1);
            case "selu" -> Activation.seluBlock();
            case "gelu" -> Activation.geluBlock();
            case "swish" -> LambdaBlock.singleton(x -> Activation.sigmoid(x).mul(x), "swish");
            case "mish" -> LambdaBlock.singleton(Activations::mish, "mish");
            case "hard-sigmoid" -> LambdaBlock.singleton(Activations::hardSigmoid, "hardSigmoid");
            case "hard-swish" -> LambdaBlock.singleton(x -> x.mul(hardSigmoid(x)), "hardSwish");
            case "softplus" -> Activation.softPlusBlock();
            case "softsign" -> Activation.softSignBlock();
            case "tanh" -> Activation.tanhBlock();
            case "sigmoid" -> Activation.sigmoidBlock();
            case "none" -> Blocks.identityBlock();
            default -> throw new IllegalArgumentException("activation is '" + name + "', expected one of " + NAMES);
        };
    }

    /** x · tanh(ln(1 + eˣ)). DJL's own takes the logarithm to base 2. Source: Misra (2019), Mish, section 3. */
    private static NDArray mish(NDArray x) {
        return x.mul(Activation.softPlus(x).tanh());
    }

    /** min(max(x + 3, 0), 6) / 6. Source: Howard et al. (2019), Searching for MobileNetV3, section 5.2. */
    private static NDArray hardSigmoid(NDArray x) {
        return x.add(3).clip(0, 6).div(6);
    }
}
