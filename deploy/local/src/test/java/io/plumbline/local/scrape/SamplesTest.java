package io.plumbline.local.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
    private static final String PAGE = """
            # HELP joined Predictions with a label.
            # TYPE joined counter
            joined_total{model="fashion",partition="0",} 3.0
            joined_total{model="fashion",partition="1"} 4.0 1700000000000
            joined_total{model="odd \\"one\\", {a\\\\b}\\n",partition="0"} 5.0
            up 1
            nothing NaN
            took_bucket{le="0.1",} 2.0
            took_bucket{le="0.2",} 6.0
            took_bucket{le="+Inf",} 8.0
            """;

    private final Samples samples = Samples.parse(PAGE);

    @Test
    void sum_isOverTheSeriesWithAllLabels() {
        assertThat(samples.count("joined_total", Map.of("model", "fashion"))).isEqualTo(7);
        assertThat(samples.count("joined_total", Map.of("model", "fashion", "partition", "1")))
                .isEqualTo(4);
        assertThat(samples.count("joined_total", Map.of())).isEqualTo(12);
        assertThat(samples.count("joined_total", Map.of("model", "none"))).isZero();
        assertThat(samples.sum("up", Map.of())).isEqualTo(1);
        assertThat(samples.sum("nothing", Map.of())).isNaN();
    }

    @Test
    void escapedLabels_areRead() {
        assertThat(samples.of("joined_total", Map.of()).map(sample -> sample.label("model")))
                .contains("odd \"one\", {a\\b}\n");
    }

    @Test
    void quantile_isInterpolatedWithinItsBucket() {
        Buckets took = samples.buckets("took", Map.of());

        assertThat(took.quantile(0.125)).hasValue(0.05);
        assertThat(took.quantile(0.5)).hasValueCloseTo(0.15, offset(1e-12));
        assertThat(took.quantile(0.99)).hasValue(0.2);
        assertThat(Samples.none().buckets("took", Map.of()).quantile(0.5)).isEmpty();
    }

    @Test
    void quantile_sinceAReading_leavesOutWhatWasBefore() {
        Buckets before = Samples.parse(
                        "took_bucket{le=\"0.1\"} 2\ntook_bucket{le=\"0.2\"} 2\ntook_bucket{le=\"+Inf\"} 4")
                .buckets("took", Map.of());

        Buckets since = samples.buckets("took", Map.of()).since(before);

        assertThat(since.quantile(0)).isPresent();
        assertThat(since.quantile(0.5)).hasValueCloseTo(0.15, offset(1e-12));
        assertThat(since.since(since).quantile(0.5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "name{a=\"b\" 1", "name{a=b} 1", "name{a=\"b\"} one", "name{a=\"b"})
    void brokenLine_isShown(String line) {
        assertThatThrownBy(() -> Samples.parse("up 1\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line);
    }
}
