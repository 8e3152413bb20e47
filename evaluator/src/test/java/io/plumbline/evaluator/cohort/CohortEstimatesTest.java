package io.plumbline.evaluator.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.estimate.CalibrationGap;
import io.plumbline.metrics.estimate.Estimate;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CohortEstimatesTest {
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;
    private static final Duration HORIZON = Duration.ofDays(8);
    private static final Spans SPANS = Spans.of(HORIZON);
    private static final long NOW = 20_000 * DAY;

    /** Sixteen days of a stream; class 1's labels take a day on average, class 0's an hour; none comes after the horizon. */
    private final Map<Span, Cohort> cohorts = new TreeMap<>();

    private final ConfusionCounts lastDay = new ConfusionCounts();
    private final ConfusionCounts lastDayLabelled = new ConfusionCounts();

    private CohortEstimates stream(long driftMillis) {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 160_000; i++) {
            long time = NOW - 16 * DAY + (long) (random.nextDouble() * 16 * DAY);
            double p = random.nextDouble();
            Said said = Said.of(p >= 0.5 ? 1 : 0, new double[] {1 - p, p});
            int actual = random.nextDouble() < (time < NOW - driftMillis ? p : p / 2) ? 1 : 0;
            long delay = (long) (-Math.log(1 - random.nextDouble()) * (actual == 1 ? DAY : HOUR));
            Cohort cohort = cohorts.computeIfAbsent(SPANS.at(time), span -> new Cohort());
            cohort.predicted(said);
            boolean labelled = delay <= Math.min(NOW - time, HORIZON.toMillis());
            if (labelled) {
                cohort.labelled(said, actual, delay);
            }
            if (time >= NOW - DAY) {
                lastDay.add(actual, said.announced());
                if (labelled) {
                    lastDayLabelled.add(actual, said.announced());
                }
            }
        }
        return new CohortEstimates(cohorts, NOW, Duration.ofDays(6));
    }

    @Test
    void corrected_isNearTheTruth_whereProvisionalIsNot() {
        CohortEstimates estimates = stream(0);
        Estimate corrected = estimates.corrected(NOW - DAY).precision(1);
        double truth = lastDay.of(1).precision();

        assertThat(lastDayLabelled.of(1).precision()).isLessThan(truth - 0.15);
        assertThat(corrected.value()).isCloseTo(truth, within(3 * corrected.standardError()));
        assertThat(corrected.standardError()).isLessThan(0.03);
    }

    @Test
    void settledCohorts_countInTheWhole_butNotInAWindow() {
        CohortEstimates before = stream(0);
        Cohort settled = new Cohort();
        Said said = Said.of(1, new double[] {0.5, 0.5});
        for (int i = 0; i < 1_000; i++) {
            settled.predicted(said);
            settled.labelled(said, 1, HOUR);
        }
        cohorts.put(Span.SETTLED, settled);
        CohortEstimates after = new CohortEstimates(cohorts, NOW, Duration.ofDays(6));

        assertThat(after.corrected().samples()).isEqualTo(before.corrected().samples() + 1_000);
        assertThat(after.expected().samples()).isEqualTo(before.expected().samples() + 1_000);
        assertThat(after.corrected(NOW - DAY).samples())
                .isEqualTo(before.corrected(NOW - DAY).samples());
        assertThat(after.delays().share(1, HOUR)).isEqualTo(before.delays().share(1, HOUR));
    }

    @Test
    void expected_needsNoLabels_andTheGapTellsOfDrift() {
        CohortEstimates steady = stream(0);
        CalibrationGap noGap = steady.gap(Duration.ofDays(2)).orElseThrow();
        Estimate accuracy = steady.expected(NOW - DAY).accuracy();
        double truth = lastDay.accuracy();
        cohorts.clear();
        CohortEstimates drifted = stream(9 * DAY);
        CalibrationGap gap = drifted.gap(Duration.ofDays(2)).orElseThrow();

        assertThat(accuracy.value()).isCloseTo(truth, within(4 * accuracy.standardError()));
        assertThat(noGap.z()).isBetween(-4.0, 4.0);
        assertThat(gap.z()).isGreaterThan(10);
        assertThat(gap.realised()).isLessThan(noGap.realised() - 0.05);
    }

    @Test
    void withoutMaturedPredictions_thereIsNoGap_andNothingIsEverDividedByZero() {
        CohortEstimates nothing = new CohortEstimates(Map.of(), NOW, Duration.ofHours(1));

        assertThat(nothing.gap(Duration.ofDays(1))).isEmpty();
        assertThat(nothing.corrected().accuracy().value()).isNaN();
        assertThat(nothing.expected().accuracy().value()).isNaN();
    }
}
