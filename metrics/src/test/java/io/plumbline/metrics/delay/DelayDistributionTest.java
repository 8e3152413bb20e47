package io.plumbline.metrics.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DelayDistributionTest {
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    @Test
    void withoutEvidence_everyShareIsOne_andCoverageIsUnknown() {
        DelayDistribution nothing = DelayDistribution.of(List.of());

        assertThat(nothing.share(0, 0)).isEqualTo(1);
        assertThat(nothing.share(3, DAY, 2 * DAY)).isEqualTo(1);
        assertThat(nothing.identifiedMillis()).isZero();
        assertThat(nothing.labelledBy(DAY)).isNaN();
    }

    @Test
    void oneOldCohort_givesThePlainShares() {
        // 100 labels within an hour, 300 more within a day; 600 never.
        LabelCohort cohort = cohort(30 * DAY, 1_000, 0, 100, HOUR, 0, 300, DAY);
        DelayDistribution delays = DelayDistribution.of(List.of(cohort));

        assertThat(delays.share(0, HOUR)).isCloseTo(0.25, within(1e-12));
        assertThat(delays.share(0, 16 * HOUR)).isCloseTo(0.25, within(1e-12));
        assertThat(delays.share(0, 20 * HOUR)).isCloseTo(0.625, within(1e-12));
        assertThat(delays.share(0, DAY)).isEqualTo(1);
        assertThat(delays.identifiedMillis()).isEqualTo(30 * DAY);
        assertThat(delays.labelledBy(HOUR)).isCloseTo(0.1, within(1e-12));
        assertThat(delays.labelledBy(2 * DAY)).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void youngCohort_countsForWhatItIsOldEnoughFor() {
        // The old one: 100 within an hour, 100 within a day. The young one, two hours old: 600 within an hour, nothing
        // yet since.
        LabelCohort old = cohort(30 * DAY, 200, 0, 100, HOUR, 0, 100, DAY);
        LabelCohort young = cohort(2 * HOUR, 10_000, 0, 150, 45 * 60_000L, 0, 450, HOUR);
        DelayDistribution delays = DelayDistribution.of(List.of(old, young));

        assertThat(delays.share(0, HOUR)).isCloseTo(0.5, within(1e-12));
        // Of 700 seen within the hour, 150 came in the bucket before its last.
        assertThat(delays.share(0, 45 * 60_000L)).isCloseTo(0.5 * 150 / 700, within(1e-12));
        assertThat(delays.labelledBy(HOUR)).isCloseTo(1 - (1 - 150 / 10_200.0) * (1 - 550 / 10_050.0), within(1e-12));
    }

    @Test
    void truncatedDelays_areEstimatedPerClass_withoutBias() {
        SplittableRandom random = new SplittableRandom(4);
        List<LabelCohort> cohorts = new ArrayList<>();
        for (int age = 0; age < 200; age++) {
            DelayCounts labelled = new DelayCounts();
            for (int i = 0; i < 400; i++) {
                int actual = i % 4 == 0 ? 1 : 0;
                double delay = -Math.log(1 - random.nextDouble()) * (actual == 1 ? 20 : 1) * DAY;
                if (delay <= (age + random.nextDouble()) * DAY) {
                    labelled.add(actual, (long) delay);
                }
            }
            cohorts.add(new LabelCohort(age * DAY, (age + 1) * DAY, 400, labelled));
        }
        DelayDistribution delays = DelayDistribution.of(cohorts);

        for (int days : new int[] {1, 5, 10, 21, 30, 60}) {
            assertThat(delays.share(0, days * DAY)).isCloseTo(1 - Math.exp(-days), within(0.01));
            assertThat(delays.share(1, days * DAY)).isCloseTo(1 - Math.exp(-days / 20.0), within(0.03));
        }
        double mean = 1 - 20 * (Math.exp(-10 / 20.0) - Math.exp(-30 / 20.0)) / 20;
        assertThat(delays.share(1, 10 * DAY, 30 * DAY)).isCloseTo(mean, within(0.03));
        assertThat(delays.labelledBy(10 * DAY))
                .isCloseTo(0.75 * (1 - Math.exp(-10)) + 0.25 * (1 - Math.exp(-0.5)), within(0.01));
    }

    @Test
    void classNeverSeen_isLikeAllTogether_andFewLabelsMoveItALittle() {
        LabelCohort cohort = cohort(30 * DAY, 1_000, 0, 500, HOUR, 0, 500, DAY);
        cohort.labelled().add(1, DAY);
        DelayDistribution delays =
                DelayDistribution.of(List.of(new LabelCohort(30 * DAY, 30 * DAY, 1_001, cohort.labelled())));

        assertThat(delays.share(7, HOUR)).isCloseTo(500 / 1_001.0, within(1e-12));
        // Five borrowed labels, half of them within the hour, and one of its own that is not.
        assertThat(delays.share(1, HOUR)).isCloseTo(5 * (500 / 1_001.0) / 6, within(1e-12));
    }

    @Test
    void loneLateLabelOfASmallFirstCohort_isNoEvidence() {
        LabelCohort first = cohort(30 * DAY, 1, 0, 1, 20 * DAY);
        LabelCohort rest = cohort(2 * DAY, 1_000, 0, 900, HOUR);
        DelayDistribution delays = DelayDistribution.of(List.of(first, rest));

        assertThat(delays.identifiedMillis()).isEqualTo(2 * DAY);
        assertThat(delays.share(0, HOUR)).isEqualTo(1);
    }

    @Test
    void impossibleCohorts_areRefused() {
        assertThatThrownBy(() -> cohort(DAY, 3, 0, 4, HOUR)).hasMessageContaining("but 4 are labelled");
        assertThatThrownBy(() -> new LabelCohort(DAY, HOUR, 3, new DelayCounts()))
                .hasMessageContaining("youngest <= oldest");
    }

    /** @param labels triples of class, how many, and their delay */
    private static LabelCohort cohort(long age, long predictions, long... labels) {
        DelayCounts labelled = new DelayCounts();
        for (int i = 0; i < labels.length; i += 3) {
            for (long n = 0; n < labels[i + 1]; n++) {
                labelled.add((int) labels[i], labels[i + 2]);
            }
        }
        return new LabelCohort(age, age, predictions, labelled);
    }
}
