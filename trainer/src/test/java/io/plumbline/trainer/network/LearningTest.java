package io.plumbline.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each network in training mode: every parameter that it learns gets a gradient, and nothing is left behind. */
class LearningTest {
    static Stream<Map<String, Object>> networks() {
        return Stream.of(
                Map.of("type", "lenet"),
                Map.of("type", "resnet", "depth", 18),
                Map.of("type", "mobilenet-v2", "width", 0.35),
                Map.of("type", "mnasnet", "alpha", 0.5),
                Map.of("type", "shufflenet-v2", "size", "x0.5"),
                Map.of("type", "googlenet"),
                Map.of(
                        "type",
                        "layers",
                        "layers",
                        List.of(
                                Map.of("type", "conv", "filters", 4),
                                Map.of(
                                        "type",
                                        "residual",
                                        "layers",
                                        List.of("batch-norm", "mish", Map.of("type", "depthwise-conv"))),
                                Map.of(
                                        "type",
                                        "concat",
                                        "branches",
                                        List.of(
                                                Map.of(
                                                        "layers",
                                                        List.of(Map.of("type", "conv", "filters", 2, "stride", 2))),
                                                Map.of("layers", List.of("max-pool")))),
                                "flatten",
                                "layer-norm",
                                "hard-swish")));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyParameterOfAnImageNetwork_getsAGradient(Map<String, Object> values) {
        assertLearns(NetworkInput.of(List.of(1L, 16L, 16L)), values, 3);
    }

    static Stream<Map<String, Object>> towers() {
        Map<String, Object> both = Map.of("hidden", List.of(6), "left", List.of("0-3"), "right", List.of("4", "6-7"));
        return Stream.of(
                with(both, Map.of("type", "two-tower", "similarity", "dot", "batch-norm", true)),
                with(both, Map.of("type", "two-tower")),
                Map.of("type", "ranking-mlp", "hidden", List.of(6), "log1p", true, "dropout", 0.1),
                Map.of("type", "ranking-mlp", "hidden", List.of(6), "input-norm", "layer"));
    }

    @ParameterizedTest
    @MethodSource("towers")
    void everyParameterOfARanker_getsAGradient(Map<String, Object> values) {
        assertLearns(NetworkInput.of(List.of(8L)), values, 1);
    }

    private static void assertLearns(NetworkInput input, Map<String, Object> values, int outputs) {
        Settings settings = TestSettings.of(new HashMap<>(values));
        Architecture architecture = Architecture.from(settings);
        settings.refuseProblems("test.yaml");
        try (TorchScope torch = new TorchScope();
                Network network = new Network(
                        torch.engine(),
                        Device.cpu(),
                        architecture,
                        input,
                        outputs,
                        InputScale.NONE,
                        new Head.Scores(),
                        1)) {
            try (NDManager scope = network.newScope();
                    GradientCollector collector = torch.engine().newGradientCollector()) {
                NDArray rows = scope.create(
                        NetworkTest.ramp(Math.toIntExact(8 * network.rowShape().size())),
                        new Shape(8).addAll(network.rowShape()));
                NDArray answers = network.train(rows);
                assertThat(answers.getShape()).isEqualTo(new Shape(8, outputs));
                NDArray weights = scope.create(NetworkTest.ramp(8 * outputs), answers.getShape());
                collector.backward(answers.mul(weights).sum());
            }
            for (var entry : network.parameters()) {
                if (entry.getValue().requiresGradient()) {
                    try (NDArray gradient = entry.getValue().getArray().getGradient()) {
                        float size = gradient.abs().sum().getFloat();
                        assertThat(size).as(entry.getKey()).isPositive().isFinite();
                    }
                }
            }
        }
    }

    private static Map<String, Object> with(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> both = new HashMap<>(one);
        both.putAll(other);
        return both;
    }
}
