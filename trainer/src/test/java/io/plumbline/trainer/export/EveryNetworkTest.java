package io.plumbline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import io.plumbline.trainer.network.Architecture;
import io.plumbline.trainer.network.Head;
import io.plumbline.trainer.network.InputScale;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.NetworkInput;
import io.plumbline.trainer.network.TorchScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network that an experiment can name, its statistics as training would leave them, against ONNX Runtime. */
class EveryNetworkTest {
    private static final List<Long> GRAY = List.of(1L, 28L, 28L);
    private static final List<Long> COLOUR = List.of(3L, 16L, 16L);
    private static final List<Long> FEATURES = List.of(8L);

    static Stream<Arguments> networks() {
        return Stream.of(
                network(GRAY, Map.of("type", "lenet", "activation", "tanh", "pool", "avg")),
                network(COLOUR, Map.of("type", "resnet", "depth", 18)),
                network(List.of(3L, 8L, 8L), Map.of("type", "resnet", "depth", 50)),
                network(List.of(3L, 32L, 32L), Map.of("type", "resnet", "stem", "imagenet")),
                network(COLOUR, Map.of("type", "mobilenet-v2", "width", 0.35)),
                network(COLOUR, Map.of("type", "mnasnet", "alpha", 0.5)),
                network(COLOUR, Map.of("type", "shufflenet-v2", "size", "x0.5")),
                network(COLOUR, Map.of("type", "googlenet")),
                network(FEATURES, Map.of("type", "mlp", "hidden", List.of(6, 5), "activation", "mish")),
                network(FEATURES, Map.of("type", "ranking-mlp", "hidden", List.of(6), "log1p", true)),
                network(FEATURES, Map.of("type", "ranking-mlp", "hidden", List.of(6), "input-norm", "layer")),
                network(GRAY, Map.of("type", "djl:LeNet")),
                network(GRAY, Map.of("type", "djl:Mlp", "hidden", List.of(9))),
                network(COLOUR, Map.of("type", "djl:ResNetV1", "layers", 20)),
                network(List.of(3L, 32L, 32L), Map.of("type", "djl:MobileNetV1", "width", 0.25)),
                network(List.of(3L, 32L, 32L), Map.of("type", "djl:MobileNetV2")),
                network(List.of(3L, 32L, 32L), Map.of("type", "djl:SqueezeNet")),
                network(List.of(1L, 64L, 64L), Map.of("type", "djl:GoogLeNet")),
                network(FEATURES, Map.of("type", "block", "class", Supplied.class.getName())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aNetwork_answersAlike(String name, List<Long> rowShape, Map<String, Object> values) {
        List<String> operations = Batches.operations(assertAlike(NetworkInput.of(rowShape), values, 5));

        if (!name.contains("ranking-mlp")) {
            assertThat(operations).doesNotContain("BatchNormalization", "Dropout", "Identity");
        }
        if (name.contains("mobilenet-v2")) {
            assertThat(operations).as("ReLU6 is one node").contains("Clip").doesNotContain("Min", "Max");
        }
    }

    @ParameterizedTest
    @MethodSource("similarities")
    void towers_answerAlike(Map<String, Object> options) {
        Map<String, Object> values = new HashMap<>(options);
        values.putAll(Map.of(
                "type", "two-tower",
                "left", List.of("town", "0"),
                "right", List.of("age", "5-7"),
                "hidden", List.of(6),
                "dim", 4));
        NetworkInput input = new NetworkInput(
                FEATURES, Map.of("town", new NetworkInput.Columns(1, 4), "age", new NetworkInput.Columns(4, 5)));

        List<String> operations = Batches.operations(assertAlike(input, values, 1));

        assertThat(operations).contains("Slice", "ReduceSum").doesNotContain("BatchNormalization");
    }

    static Stream<Map<String, Object>> similarities() {
        return Stream.of(Map.of(), Map.of("similarity", "dot", "batch-norm", true, "temperature", 2));
    }

    @ParameterizedTest
    @MethodSource("listed")
    void listedLayers_answerAlike(List<Object> layers) {
        assertAlike(NetworkInput.of(List.of(4L, 9L, 9L)), Map.of("type", "layers", "layers", layers), 3);
    }

    static Stream<List<Object>> listed() {
        Object conv = Map.of("type", "conv", "filters", 4, "bias", false);
        return Stream.of(
                List.of(
                        conv,
                        "batch-norm",
                        "hard-swish",
                        Map.of("type", "depthwise-conv", "stride", 2, "multiplier", 2),
                        "batch-norm",
                        "mish",
                        Map.of(
                                "type",
                                "residual",
                                "layers",
                                List.of(Map.of("type", "conv", "filters", 8, "groups", 4), "gelu")),
                        Map.of("type", "channel-shuffle", "groups", 2),
                        "global-avg-pool",
                        Map.of("type", "dropout", "rate", 0.3)),
                List.of(
                        Map.of(
                                "type",
                                "concat",
                                "branches",
                                List.of(
                                        Map.of("layers", List.of(conv, "batch-norm")),
                                        Map.of(
                                                "layers",
                                                List.of(
                                                        Map.of(
                                                                "type",
                                                                "max-pool",
                                                                "kernel",
                                                                3,
                                                                "stride",
                                                                1,
                                                                "padding",
                                                                1))))),
                        Map.of("type", "activation", "name", "selu"),
                        Map.of("type", "avg-pool"),
                        "flatten",
                        Map.of("type", "linear", "units", 7),
                        "layer-norm",
                        "softplus",
                        "hard-sigmoid",
                        "softsign"));
    }

    private static byte[] assertAlike(NetworkInput input, Map<String, Object> values, int outputs) {
        Settings settings = TestSettings.of(new HashMap<>(values));
        Architecture architecture = Architecture.from(settings);
        settings.refuseProblems("test");
        Head head = outputs > 1 ? new Head.Softmax() : new Head.Scores();
        try (TorchScope torch = new TorchScope();
                Network network = new Network(
                        torch.engine(), ai.djl.Device.cpu(), architecture, input, outputs, InputScale.NONE, head, 3)) {
            Batches.randomizeStatistics(torch, network);
            return Batches.assertAlike(network, 1);
        }
    }

    private static Arguments network(List<Long> rowShape, Map<String, Object> values) {
        return arguments(values.toString(), rowShape, values);
    }

    /** A block as a user's class supplies it. */
    public static final class Supplied implements Supplier<Block> {
        @Override
        public Block get() {
            return new SequentialBlock()
                    .add(Linear.builder().setUnits(5).build())
                    .add(Blocks.identityBlock());
        }
    }
}
