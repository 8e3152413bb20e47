package io.plumbline.trainer.network.vision;

import ai.djl.nn.SequentialBlock;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/**
 * A published network for images, with its options.
 *
 * <p>All start from N(0, 2 / fan-in) weights. Batch norm's {@code bn-momentum} is DJL's, the share of the old value.
 */
public interface ImageNetwork {
    List<String> TYPES =
            List.of("lenet", "resnet", "mobilenet-v2", "mnasnet", "shufflenet-v2", "googlenet", "inception");

    /** The layers, from {@code float32[batch, channels, height, width]} to {@code float32[batch, outputs]}. */
    SequentialBlock build(int outputs);

    /** The smallest height and width that leaves at least one pixel to the last stage. */
    int smallest();

    /** Reads the options of {@code type}, one of {@link #TYPES}. */
    static ImageNetwork from(String type, Settings network) {
        return switch (type) {
            case "lenet" -> LeNet.from(network);
            case "resnet" -> ResNet.from(network);
            case "mobilenet-v2" -> MobileNetV2.from(network);
            case "mnasnet" -> MnasNet.from(network);
            case "shufflenet-v2" -> ShuffleNetV2.from(network);
            case "googlenet", "inception" -> GoogLeNet.from(network);
            default -> throw new IllegalArgumentException("type is '" + type + "', expected one of " + TYPES);
        };
    }
}
