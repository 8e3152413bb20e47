package io.plumbline.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void latency_beginsWhenTheRequestWasMeantToBeSent_notWhenItWas() {
        // Ten a second; the sender stood still for 0.3 s, and three answers came at once.
        LoadRun.Answers answers = new LoadRun.Answers(
                new long[] {5_000_000, 405_000_000, 405_000_000, 405_000_000}, 10, 1_000_000, 300_000);

        Histogram all = answers.latencies(micros -> true);

        assertThat(all.getTotalCount()).isEqualTo(4);
        assertThat(all.getMaxValue()).isBetween(304_000L, 306_000L);
        assertThat(all.getMinValue()).isBetween(4_900L, 5_100L);
    }

    @Test
    void whatCounts_isToldByTheIntendedMoment() {
        LoadRun.Answers answers =
                new LoadRun.Answers(new long[] {1_000_000, 101_000_000, 202_000_000}, 10, 1_000_000, 300_000);

        Histogram later = answers.latencies(micros -> micros >= 1_100_000);

        assertThat(later.getTotalCount()).isEqualTo(2);
        assertThat(Latency.Percentiles.of(answers, later).max()).isBetween(1.9, 2.1);
    }
}
