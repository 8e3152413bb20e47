package io.plumbline.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Parameter;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an experiment may say about a network, and what it is told when it may not. */
class ArchitectureOptionsTest {
    @Test
    void unknownTypesAndOptions_areRefused_withTheNearest() {
        assertRefused(Map.of("type", "shuflenet-v2"), "type is 'shuflenet-v2'", "did you mean 'shufflenet-v2'?");
        assertRefused(Map.of("type", "resnet", "depth", 20), "depth is 20.0, expected one of [18.0, 34.0");
        assertRefused(Map.of("type", "resnet", "stem", "big"), "stem is 'big', expected one of [small, imagenet]");
        assertRefused(Map.of("type", "mnasnet", "alfa", 1), "alfa is unknown", "did you mean 'alpha'?");
        assertRefused(Map.of("type", "shufflenet-v2", "size", "0.5"), "size is '0.5', expected one of [x0.5");
        assertRefused(Map.of("type", "djl:ResNet"), "type is 'djl:ResNet'", "did you mean 'djl:");
        assertRefused(
                Map.of("type", "two-tower", "hidden", List.of(4), "left", List.of("a")),
                "right is empty, expected names of features");
    }

    @Test
    void layersThatAreNone_areRefused_byTheirPlace() {
        assertRefused(Map.of("type", "layers"), "layers is empty, expected a list of layers");
        assertRefused(
                Map.of("type", "layers", "layers", List.of(Map.of("type", "conv", "filters", 4, "kernle", 3), "relo")),
                "layers[0].kernle is unknown",
                "layers[1].type is 'relo'");
    }

    @Test
    void aClassThatCannotServe_isRefused_sayingWhy() {
        assertRefused(Map.of("type", "block"), "class is missing");
        assertRefused(Map.of("type", "block", "class", "no.such.Block"), "'no.such.Block', which cannot be loaded");
        assertRefused(
                Map.of("type", "block", "class", "java.lang.String"), "'java.lang.String', a class java.lang.String");
        assertRefused(
                Map.of("type", "block", "class", "ai.djl.nn.core.Linear"), "no public constructor without arguments");
    }

    @Test
    void rowsThatDoNotFit_areRefused_withWhatIsExpected() {
        assertDoesNotFit(
                List.of(3L, 28L, 28L),
                Map.of("type", "resnet", "stem", "imagenet"),
                "network.type is 'resnet', rows have shape [3, 28, 28], expected [channels, height >= 32, width >= 32]",
                "stem: small");
        assertDoesNotFit(List.of(7L), Map.of("type", "googlenet"), "rows have shape [7], expected [channels");
        assertDoesNotFit(
                List.of(1L, 8L, 8L),
                Map.of("type", "ranking-mlp", "hidden", List.of(3)),
                "rows have shape [1, 8, 8], expected [features]");
        assertDoesNotFit(
                List.of(4L),
                Map.of("type", "two-tower", "hidden", List.of(3), "left", List.of("0-1"), "right", List.of("2")),
                "'two-tower', which answers one number per row, the task wants 3");
        assertDoesNotFit(
                List.of(1L, 8L, 8L), Map.of("type", "djl:NiN"), "network cannot take rows of shape (1, 8, 8): ");
    }

    @Test
    void towersOverFeaturesThatAreNot_areRefused_withTheNearest() {
        NetworkInput input = new NetworkInput(List.of(4L), Map.of("town", new NetworkInput.Columns(0, 3)));
        assertThatThrownBy(() -> towers("twon", "3").build(input, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "network.left names 'twon', which is no feature of the rows, expected one of [town]")
                .hasMessageContaining("did you mean 'town'?");
        assertThatThrownBy(() -> towers("town", "2-4").build(input, 1))
                .hasMessageContaining("network.right names columns '2-4', expected columns of [0, 3]");
    }

    @Test
    void aLayerThatCannotTakeWhatIsLeft_isNamed() {
        Object conv = Map.of("type", "conv", "filters", 4, "kernel", 3, "padding", 0);
        assertDoesNotFit(
                List.of(1L, 4L, 4L),
                Map.of("type", "layers", "layers", List.of(conv, conv, conv)),
                "network.layers[1] is 'conv' over rows of shape (4, 2, 2): nothing would be left: (4, 0, 0)");
        assertDoesNotFit(
                List.of(1L, 4L, 4L),
                Map.of("type", "layers", "layers", List.of(conv, Map.of("type", "linear", "units", 3))),
                "network.layers[1] is 'linear' over rows of shape (4, 2, 2): expected [features]; put flatten");
        assertDoesNotFit(
                List.of(1L, 4L, 4L),
                Map.of(
                        "type",
                        "layers",
                        "layers",
                        List.of(Map.of("type", "residual", "layers", List.of("relu", conv)))),
                "network.layers[0] is 'residual' over rows of shape (1, 4, 4): its layers leave (4, 2, 2)");
        assertDoesNotFit(
                List.of(1L, 4L, 4L),
                Map.of("type", "layers", "layers", List.of(conv)),
                "network.layers end with shape (4, 2, 2), expected [features]");
    }

    @Test
    void zeroInitResidual_startsEachLastBatchNormAtZero() {
        try (TorchScope torch = new TorchScope();
                Network network = network(
                        torch,
                        List.of(3L, 8L, 8L),
                        Map.of("type", "resnet", "depth", 18, "zero-init-residual", true),
                        2)) {
            long zero = network.parameters().values().stream()
                    .filter(parameter -> parameter.getType() == Parameter.Type.GAMMA)
                    .filter(gamma -> gamma.getArray().abs().sum().getFloat() == 0)
                    .count();

            assertThat(zero).as("one per residual").isEqualTo(8);
        }
    }

    /**
     * Multiply-adds of convolutions and linear layers for one image of 3×224×224, by torchvision 0.14.1:
     *
     * <pre>{@code
     * def macs(net):
     *     total = 0
     *     def count(layer, _, out):
     *         nonlocal total
     *         total += layer.weight.numel() * out[0].numel() // out.shape[1]
     *     for layer in net.modules():
     *         if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)): layer.register_forward_hook(count)
     *     net.eval()(torch.zeros(1, 3, 224, 224))
     *     return total
     * for name in ("resnet18", "mobilenet_v2", "shufflenet_v2_x0_5"): print(name, macs(getattr(m, name)()))
     * }</pre>
     */
    @ParameterizedTest
    @CsvSource({
        "resnet, depth, 18, 1814073344",
        "mobilenet-v2, width, 1, 300774272",
        "shufflenet-v2, size, x0.5, 40476448",
    })
    void theSummary_countsWhatAnImageCosts(String type, String option, String value, long published) {
        Object number = value.startsWith("x") ? value : (Object) Double.parseDouble(value);
        try (TorchScope torch = new TorchScope();
                Network network = network(
                        torch,
                        List.of(3L, 224L, 224L),
                        Map.of("type", type, option, number, "stem", "imagenet"),
                        1000)) {
            List<LayerSummary> summary = network.summary();

            assertThat(summary.stream().mapToLong(LayerSummary::multiplyAdds).sum())
                    .isEqualTo(published);
            assertThat(summary.stream().mapToLong(LayerSummary::parameters).sum())
                    .isEqualTo(network.parameterCount());
            assertThat(summary).extracting(LayerSummary::path).doesNotHaveDuplicates();
            assertThat(summary.get(summary.size() - 1).outputShape()).containsExactly(1000L);
        }
    }

    private static Architecture towers(String left, String right) {
        return Architecture.from(TestSettings.of(new HashMap<>(
                Map.of("type", "two-tower", "hidden", List.of(3), "left", List.of(left), "right", List.of(right)))));
    }

    private static void assertRefused(Map<String, Object> values, String... messages) {
        Settings settings = TestSettings.of(new HashMap<>(values));
        Architecture.from(settings);
        assertThatThrownBy(() -> settings.refuseProblems("test.yaml"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContainingAll(messages);
    }

    private static void assertDoesNotFit(List<Long> rowShape, Map<String, Object> values, String... messages) {
        try (TorchScope torch = new TorchScope()) {
            assertThatThrownBy(() -> network(torch, rowShape, values, 3).close())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(messages);
        }
    }

    private static Network network(TorchScope torch, List<Long> rowShape, Map<String, Object> values, int outputs) {
        Settings settings = TestSettings.of(new HashMap<>(values));
        Architecture architecture = Architecture.from(settings);
        settings.refuseProblems("test.yaml");
        return new Network(torch.engine(), architecture, rowShape, outputs, InputScale.NONE, new Head.Softmax(), 1);
    }
}
