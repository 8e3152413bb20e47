package io.plumbline.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.trainer.dataset.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against torch.nn.functional: the values and the script that made them are in torch_losses.csv and torch_losses.py beside this
 * class.
 */
class TorchLossesTest {
    private static final int ROWS = 7;
    private static final List<Double> WEIGHTS = List.of(0.5, 2.0, 1.25);
    private static final List<Double> POSITIVE = List.of(0.5, 3.0, 1.5);

    private record Case(int columns, boolean soft, Map<String, Object> loss) {}

    private static final Map<String, Case> CASES = Map.ofEntries(
            Map.entry("cross-entropy", new Case(3, false, Map.of("type", "cross-entropy"))),
            Map.entry("smoothed", new Case(3, false, Map.of("type", "cross-entropy", "label-smoothing", 0.2))),
            Map.entry("weighted", new Case(3, false, Map.of("type", "cross_entropy", "class_weights", WEIGHTS))),
            Map.entry(
                    "smoothed-weighted",
                    new Case(
                            3,
                            false,
                            Map.of("type", "cross-entropy", "class-weights", WEIGHTS, "label-smoothing", 0.2))),
            Map.entry("soft", new Case(3, true, Map.of("type", "cross-entropy"))),
            Map.entry("soft-smoothed", new Case(3, true, Map.of("type", "cross-entropy", "label-smoothing", 0.1))),
            Map.entry(
                    "soft-smoothed-weighted",
                    new Case(
                            3,
                            true,
                            Map.of("type", "cross-entropy", "class-weights", WEIGHTS, "label-smoothing", 0.1))),
            Map.entry("bce-two", new Case(2, false, Map.of("type", "bce"))),
            Map.entry("bce-two-positive", new Case(2, false, Map.of("type", "bce", "pos-weight", 3))),
            Map.entry("bce-two-soft", new Case(2, true, Map.of("type", "bce", "pos-weight", 0.4))),
            Map.entry("bce-three", new Case(3, false, Map.of("type", "bce"))),
            Map.entry("bce-three-positive", new Case(3, false, Map.of("type", "bce", "pos-weight", POSITIVE))),
            Map.entry("bce-three-soft", new Case(3, true, Map.of("type", "bce", "pos-weight", 2))),
            Map.entry("mse", new Case(1, false, Map.of("type", "mse"))),
            Map.entry("mae", new Case(1, false, Map.of("type", "mae"))),
            Map.entry("huber", new Case(1, false, Map.of("type", "huber"))),
            Map.entry("huber-narrow", new Case(1, false, Map.of("type", "huber", "delta", 0.3))));

    static List<String> cases() {
        return CASES.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valueAndGradient_areTorchs(String name) throws IOException {
        Case sample = CASES.get(name);
        double[] expected = golden(name);
        TargetProfile profile = sample.columns == 1
                ? Measured.NO_CLASSES
                : sample.columns == 2 ? Measured.classes(4, 3) : Measured.classes(3, 2, 2);

        Measured actual = Measured.of(Measured.loss(profile, sample.loss), raw(sample.columns), targets(sample));

        assertThat(actual.value()).isCloseTo(expected[0], within(1e-6));
        assertThat(actual.gradient()).hasSize(expected.length - 1);
        for (int i = 1; i < expected.length; i++) {
            assertThat((double) actual.gradient()[i - 1])
                    .as("gradient %d", i - 1)
                    .isCloseTo(expected[i], within(1e-7));
        }
    }

    /** As in the script. */
    private static float[] raw(int columns) {
        float[] raw = new float[ROWS * columns];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (float) (2 * Math.sin(1.7 * (i / columns) + 0.9 * (i % columns) + 0.3));
        }
        return raw;
    }

    private static Targets targets(Case sample) {
        float[] values = new float[ROWS];
        int[] queries = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            queries[i] = i;
            values[i] = sample.columns == 1
                    ? (float) (1.5 * Math.cos(2.1 * i))
                    : (2 * i + Math.floorDiv(i, 3)) % sample.columns;
        }
        return sample.soft ? new Targets(values, queries, soft(sample.columns)) : new Targets(values, queries);
    }

    private static float[] soft(int classes) {
        float[] soft = new float[ROWS * classes];
        for (int i = 0; i < ROWS; i++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(Math.cos(i + 2.0 * c));
            }
            for (int c = 0; c < classes; c++) {
                soft[i * classes + c] = (float) (Math.exp(Math.cos(i + 2.0 * c)) / sum);
            }
        }
        return soft;
    }

    private static double[] golden(String name) throws IOException {
        try (InputStream in = TorchLossesTest.class.getResourceAsStream("torch_losses.csv")) {
            String line = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(each -> each.startsWith(name + ","))
                    .findFirst()
                    .orElseThrow();
            return java.util.Arrays.stream(line.split(",", -1))
                    .skip(1)
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
    }
}
