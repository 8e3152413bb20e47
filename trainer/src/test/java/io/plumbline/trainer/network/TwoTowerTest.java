package io.plumbline.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.plumbline.trainer.experiment.TestSettings;
import io.plumbline.trainer.network.NetworkInput.Columns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwoTowerTest {
    private static final NetworkInput INPUT = new NetworkInput(
            List.of(6L), Map.of("town", new Columns(0, 2), "age", new Columns(2, 3), "price", new Columns(3, 4)));

    @Test
    void theAnswer_dependsOnTheNamedColumns_andNoOthers() {
        try (TorchScope torch = new TorchScope();
                Network network = towers(torch, Map.of("left", List.of("town"), "right", List.of("3", "age")))) {
            float[] rows = new float[7 * 6];
            for (int row = 0; row < 7; row++) {
                for (int i = 0; i < 6; i++) {
                    rows[row * 6 + i] = (float) Math.sin(i + 1) + (row == i + 1 ? 0.5f : 0);
                }
            }

            float[] answers = network.answer(rows);

            for (int column = 0; column < 6; column++) {
                if (column < 4) {
                    assertThat(answers[column + 1]).as("column %d", column).isNotEqualTo(answers[0]);
                } else {
                    assertThat(answers[column + 1]).as("column %d", column).isEqualTo(answers[0]);
                }
            }
        }
    }

    @Test
    void dotOfTowers_isBilinear_cosineIsBoundedByTheTemperature() {
        Map<String, Object> sides = Map.of("left", List.of("0-1"), "right", List.of("2-3"), "activation", "none");
        try (TorchScope torch = new TorchScope();
                Network dot = towers(torch, with(sides, Map.of("similarity", "dot", "temperature", 4)));
                Network plain = towers(torch, with(sides, Map.of("similarity", "dot")));
                Network cosine = towers(torch, with(sides, Map.of("temperature", 0.2)))) {
            float[] row = {0.3f, -0.8f, 1.1f, 0.4f, 0, 0};
            float[] leftDoubled = {0.6f, -1.6f, 1.1f, 0.4f, 0, 0};

            assertThat(dot.answer(leftDoubled)[0]).isCloseTo(2 * dot.answer(row)[0], within(1e-5f));
            assertThat(plain.answer(row)[0]).isCloseTo(4 * dot.answer(row)[0], within(1e-5f));
            assertThat(cosine.answer(leftDoubled)[0]).isCloseTo(cosine.answer(row)[0], within(1e-5f));
            assertThat(Math.abs(cosine.answer(row)[0])).isLessThanOrEqualTo(5 + 1e-5f);
        }
    }

    private static Network towers(TorchScope torch, Map<String, Object> options) {
        Map<String, Object> values = with(Map.of("type", "two-tower", "hidden", List.of(5), "dim", 3), options);
        return new Network(
                torch.engine(),
                Device.cpu(),
                Architecture.from(TestSettings.of(values)),
                INPUT,
                1,
                InputScale.NONE,
                new Head.Scores(),
                4);
    }

    private static Map<String, Object> with(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> both = new HashMap<>(one);
        both.putAll(other);
        return both;
    }
}
