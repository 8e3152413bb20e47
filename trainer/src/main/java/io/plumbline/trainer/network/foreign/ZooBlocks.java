package io.plumbline.trainer.network.foreign;

import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.basicmodelzoo.cv.classification.AlexNet;
import ai.djl.basicmodelzoo.cv.classification.GoogLeNet;
import ai.djl.basicmodelzoo.cv.classification.LeNet;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV1;
import ai.djl.basicmodelzoo.cv.classification.MobileNetV2;
import ai.djl.basicmodelzoo.cv.classification.NiN;
import ai.djl.basicmodelzoo.cv.classification.ResNetV1;
import ai.djl.basicmodelzoo.cv.classification.SqueezeNet;
import ai.djl.basicmodelzoo.cv.classification.VGG;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/**
 * The blocks of DJL's model zoo that can be trained and answer one vector per row, as {@code djl:<name>}.
 *
 * <p>They are as DJL built them, which is not always as published: MobileNetV2 begins with a 1×1 convolution, GoogLeNet has
 * no batch norm, NiN answers ten numbers and no other.
 */
public final class ZooBlocks {
    public static final String PREFIX = "djl:";
    public static final List<String> TYPES = List.of(
            PREFIX + "Mlp",
            PREFIX + "LeNet",
            PREFIX + "AlexNet",
            PREFIX + "VGG",
            PREFIX + "NiN",
            PREFIX + "GoogLeNet",
            PREFIX + "ResNetV1",
            PREFIX + "MobileNetV1",
            PREFIX + "MobileNetV2",
            PREFIX + "SqueezeNet");

    private ZooBlocks() {}

    /** Reads the options of {@code type}, one of {@link #TYPES}. */
    public static BlockSource from(String type, Settings network) {
        return switch (type.substring(PREFIX.length())) {
            case "Mlp" -> mlp(network.sizes("hidden"));
            case "LeNet" ->
                (row, outputs) -> LeNet.builder().setOutSize(outputs).build();
            case "AlexNet" ->
                (row, outputs) -> AlexNet.builder().setOutSize(outputs).build();
            case "VGG" -> (row, outputs) -> VGG.builder().setOutSize(outputs).build();
            case "NiN" -> (row, outputs) -> NiN.builder().build();
            case "GoogLeNet" ->
                (row, outputs) -> GoogLeNet.builder().setOutSize(outputs).build();
            case "ResNetV1" -> resnet(network);
            case "MobileNetV1" -> mobilenet(network.real("width", 0.1, 4, 1));
            case "MobileNetV2" ->
                (row, outputs) -> MobileNetV2.builder().setOutSize(outputs).build();
            case "SqueezeNet" -> (row, outputs) -> SqueezeNet.squeezenet(outputs);
            default -> throw new IllegalArgumentException("type is '" + type + "', expected one of " + TYPES);
        };
    }

    private static BlockSource mlp(List<Integer> hidden) {
        return (row, outputs) -> new Mlp(
                Math.toIntExact(new Shape(row).size()),
                outputs,
                hidden.stream().mapToInt(units -> units).toArray());
    }

    private static BlockSource mobilenet(double width) {
        return (row, outputs) -> MobileNetV1.builder()
                .optWidthMultiplier((float) width)
                .setOutSize(outputs)
                .build();
    }

    /** DJL's has other depths for small images (6n + 2) than for large ones (18, 34, 50, 101, 152). */
    private static BlockSource resnet(Settings network) {
        int layers = network.whole("layers", 8, 1202, 18);
        return (row, outputs) -> ResNetV1.builder()
                .setImageShape(new Shape(row))
                .setNumLayers(layers)
                .setOutSize(outputs)
                .build();
    }
}
