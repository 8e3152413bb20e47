package io.plumbline.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The number of learnt parameters at 1000 classes and images of 3×224×224, against torchvision 0.14.1:
 *
 * <pre>{@code
 * import torchvision.models as m
 * def n(net): return sum(p.numel() for p in net.parameters())
 * for d in (18, 34, 50, 101, 152): print("resnet", d, n(getattr(m, f"resnet{d}")()))
 * for w in (0.35, 0.5, 0.75, 1.0, 1.4): print("mobilenet-v2", w, n(m.mobilenet_v2(width_mult=w)))
 * for a in (0.5, 0.75, 1.0, 1.3): print("mnasnet", a, n(m.mnasnet.MNASNet(a)))
 * for s in ("0_5", "1_0", "1_5", "2_0"): print("shufflenet-v2", s, n(getattr(m, f"shufflenet_v2_x{s}")()))
 * print("googlenet", n(m.googlenet(aux_logits=False, init_weights=False)))
 * }</pre>
 *
 * <p>LeNet-5 at ten classes and 1×28×28: 6·(25+1) + 16·(150+1) + 120·(400+1) + 84·(120+1) + 10·(84+1) = 61,706.
 */
class ArchitectureCountsTest {
    @ParameterizedTest
    @CsvSource({
        "resnet, depth, 18, 11689512",
        "resnet, depth, 34, 21797672",
        "resnet, depth, 50, 25557032",
        "resnet, depth, 101, 44549160",
        "resnet, depth, 152, 60192808",
        "mobilenet-v2, width, 0.35, 1677128",
        "mobilenet-v2, width, 0.5, 1968680",
        "mobilenet-v2, width, 0.75, 2636424",
        "mobilenet-v2, width, 1, 3504872",
        "mobilenet-v2, width, 1.4, 6108776",
        "mnasnet, alpha, 0.5, 2218512",
        "mnasnet, alpha, 0.75, 3170208",
        "mnasnet, alpha, 1, 4383312",
        "mnasnet, alpha, 1.3, 6282256",
        "shufflenet-v2, size, x0.5, 1366792",
        "shufflenet-v2, size, x1.0, 2278604",
        "shufflenet-v2, size, x1.5, 3503624",
        "shufflenet-v2, size, x2.0, 7393996",
        "googlenet, dropout, 0.2, 6624904",
        "inception, dropout, 0, 6624904",
    })
    void parameters_areAsManyAsPublished(String type, String option, String value, long published) {
        Object number = value.startsWith("x") ? value : (Object) Double.parseDouble(value);
        Map<String, Object> values = Map.of("type", type, option, number, "stem", "imagenet");

        assertThat(learnt(values, List.of(3L, 224L, 224L), 1000)).isEqualTo(published);
    }

    @ParameterizedTest
    @CsvSource({"max", "avg"})
    void leNet_hasAsManyAsItsPaperSays(String pool) {
        assertThat(learnt(Map.of("type", "lenet", "pool", pool), List.of(1L, 28L, 28L), 10))
                .isEqualTo(61_706);
    }

    private static long learnt(Map<String, Object> values, List<Long> rowShape, int outputs) {
        Settings settings = TestSettings.of(new HashMap<>(values));
        Architecture architecture = Architecture.from(settings);
        settings.refuseProblems("test");
        NetworkInput input = NetworkInput.of(rowShape);
        architecture.requireFits(input);
        Block block = architecture.build(input, outputs);
        try (TorchScope torch = new TorchScope()) {
            Shape[] rows = {new Shape(1).addAll(new Shape(rowShape))};
            block.initialize(torch.manager(), DataType.FLOAT32, rows);
            assertThat(block.getOutputShapes(rows)).containsExactly(new Shape(1, outputs));
            return block.getParameters().values().stream()
                    .filter(Parameter::requiresGradient)
                    .mapToLong(parameter -> parameter.getArray().size())
                    .sum();
        }
    }
}
