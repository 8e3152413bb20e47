package io.plumbline.evaluator.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.evaluator.join.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CountingTest {
    private static final Profile ROWS = Profile.of(References.rows("fashion", "v1"), 50);
    private static final Profile IMAGES = Profile.of(References.images("fashion", "v1"), 50);
    private static final int COLOUR = 0;
    private static final int SIZE = 1;

    @Test
    void row_countsOnceInEachFeature_absentAndOddValuesAsMissing() {
        DriftPane pane = DriftPane.empty(ROWS.features());
        assertThat(Counting.request(
                        row(Map.of("size", new FeatureValue.Numeric(3), "colour", new FeatureValue.Text("red"))),
                        ROWS,
                        pane))
                .isTrue();
        Counting.request(
                row(Map.of("size", new FeatureValue.Numeric(-1), "colour", new FeatureValue.Text("green"))),
                ROWS,
                pane);
        Counting.request(
                row(Map.of("size", new FeatureValue.Text("large"), "colour", new FeatureValue.Numeric(1))), ROWS, pane);
        Counting.request(
                row(Map.of("size", new FeatureValue.Missing(), "other", new FeatureValue.Numeric(1))), ROWS, pane);
        // Records, values; blue, red, unknown, missing.
        assertThat(pane.counts(COLOUR).state()).containsExactly(4, 4, 0, 1, 1, 2);
        // Records, values; below, four bins, above, missing.
        assertThat(pane.counts(SIZE).state()).containsExactly(4, 4, 1, 0, 1, 0, 0, 0, 2);
        assertThat(DriftPane.of(ROWS.features(), pane.bytes())).isEqualTo(pane);
    }

    @Test
    void rankingQuery_isOneRecordOfSeveralValues() {
        DriftPane pane = DriftPane.empty(ROWS.features());
        Payload query = new Payload.Items(List.of(
                new Payload.Item("a", Map.of("size", new FeatureValue.Numeric(1))),
                new Payload.Item("b", Map.of("size", new FeatureValue.Numeric(10)))));
        assertThat(Counting.request(query, ROWS, pane)).isTrue();
        assertThat(pane.counts(SIZE).state()).containsExactly(1, 2, 0, 1, 0, 0, 1, 0, 0);
        assertThat(Counting.request(new Payload.Items(List.of()), ROWS, pane)).isFalse();
        assertThat(pane.counts(SIZE).records()).isEqualTo(1);
    }

    @Test
    void image_isOneRecordOfItsPixels_asTensorOrAsBytes() {
        DriftPane pane = DriftPane.empty(IMAGES.features());
        Tensor image = Tensor.floats("image", new long[] {1, 2, 2}, 0, 127, 255, Float.NaN);
        assertThat(Counting.request(new Payload.Tensors(List.of(image)), IMAGES, pane))
                .isTrue();
        assertThat(pane.counts(0).state()).containsExactly(1, 4, 0, 2, 1, 0, 1);
        byte[] pixels = {(byte) 255, 0, (byte) 200, 1};
        assertThat(Counting.request(new Payload.Raw(ByteBuffer.wrap(pixels)), IMAGES, pane))
                .isTrue();
        assertThat(pane.counts(0).state()).containsExactly(2, 8, 0, 4, 3, 0, 1);
    }

    @Test
    void whatCannotBeCompared_isNotCounted() {
        DriftPane pane = DriftPane.empty(IMAGES.features());
        assertThat(Counting.request(new Payload.Raw(ByteBuffer.allocate(3)), IMAGES, pane))
                .isFalse();
        assertThat(Counting.request(
                        new Payload.Tensors(List.of(Tensor.floats("row", new long[] {1}, 1))), IMAGES, pane))
                .isFalse();
        DriftPane rows = DriftPane.empty(ROWS.features());
        assertThat(Counting.request(
                        new Payload.Tensors(List.of(Tensor.floats("colour", new long[] {1}, 1))), ROWS, rows))
                .as("a category is no number")
                .isFalse();
        assertThat(rows).isEqualTo(DriftPane.empty(ROWS.features()));
        assertThatThrownBy(() -> DriftPane.of(ROWS.features(), new byte[8])).hasMessageContaining("8 bytes");
    }

    @Test
    void scores_areCountedByTask() {
        DriftPane pane = DriftPane.empty(ROWS.scores());
        assertThat(Counting.prediction(new Outcome.OfClass(2, 0.1, 0.1, 0.8), ROWS, pane))
                .isTrue();
        assertThat(Counting.prediction(new Outcome.OfClass(0, 0.4, 0.35, 0.25), ROWS, pane))
                .isTrue();
        assertThat(Counting.prediction(new Outcome.OfValue(3), ROWS, pane))
                .as("another task")
                .isFalse();
        assertThat(pane.counts(0).state())
                .as("Bag, Boot, Coat, unknown, missing")
                .containsExactly(2, 2, 1, 0, 1, 0, 0);
        assertThat(pane.counts(1).state()).containsExactly(2, 2, 0, 1, 0, 1, 0, 0);
        Profile prices = profile("value");
        DriftPane values = DriftPane.empty(prices.scores());
        assertThat(Counting.prediction(new Outcome.OfValue(3), prices, values)).isTrue();
        assertThat(values.counts(0).state()).containsExactly(1, 1, 0, 1, 0, 0);
        Profile search = profile("score");
        DriftPane ranked = DriftPane.empty(search.scores());
        assertThat(Counting.prediction(new Outcome.OfRanking(List.of("a", "b"), new double[] {1, 99}), search, ranked))
                .isTrue();
        assertThat(Counting.prediction(new Outcome.OfRanking(List.of(), new double[0]), search, ranked))
                .isFalse();
        assertThat(ranked.counts(0).state()).containsExactly(1, 2, 0, 1, 1, 0);
    }

    private static Profile profile(String score) {
        return Profile.of(
                References.manifest(
                        "m",
                        "v1",
                        new Task.Regression("USD"),
                        Map.of(),
                        Map.of(score, References.numeric(List.of(0.0, 10.0), 50))),
                50);
    }

    private static Payload row(Map<String, FeatureValue> features) {
        return new Payload.Row(features);
    }
}
