package io.plumbline.benchmarks.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Page PAGE = new Page("""
            # HELP evaluator_joined_total Pairs
            # TYPE evaluator_joined_total counter
            evaluator_joined_total{model="m",model_version="v1",order="label_first",} 3.0
            evaluator_joined_total{model="m",model_version="v2",order="label_first",} 4.0
            evaluator_joined_total_other{model="m",model_version="v1",} 100.0
            process_cpu_seconds_total 1.5
            """);

    @Test
    void sum_isOverTheSeriesOfThatName_withThoseLabels() {
        assertThat(PAGE.sum("evaluator_joined_total", Map.of())).isEqualTo(7);
        assertThat(PAGE.sum("evaluator_joined_total", Map.of("model_version", "v2")))
                .isEqualTo(4);
        assertThat(PAGE.sum("evaluator_joined_total", Map.of("version", "v2"))).isZero();
        assertThat(PAGE.sum("process_cpu_seconds_total", Map.of())).isEqualTo(1.5);
    }

    @Test
    void series_areThoseWithAValue() {
        assertThat(PAGE.series()).isEqualTo(4);
    }
}
