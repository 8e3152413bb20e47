package io.plumbline.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.classification.ClassCounts;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecisionThresholdTest {
    @Test
    void f1_takesWhatFindsMorePositives_inTheMiddleOfTheGap() {
        float[] scores = {0.125f, 0.25f, 0.375f, 0.625f};
        boolean[] positive = {false, false, true, true};

        DecisionThreshold fitted = DecisionThreshold.fit(scores, positive, new Criterion.F1());

        assertThat(fitted.threshold()).isEqualTo(0.3125);
        assertThat(fitted.before()).isEqualTo(new ClassCounts(1, 1, 0, 1));
        assertThat(fitted.before().f1()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(fitted.after()).isEqualTo(new ClassCounts(1, 2, 0, 0));
    }

    @Test
    void cost_weighsMissesAgainstFalseAlarms() {
        float[] scores = {0.1f, 0.2f, 0.3f, 0.6f, 0.7f, 0.8f};
        boolean[] positive = {false, true, false, false, true, true};

        assertThat(DecisionThreshold.fit(scores, positive, new Criterion.Cost(1, 10))
                        .after())
                .isEqualTo(new ClassCounts(1, 3, 2, 0));
        assertThat(DecisionThreshold.fit(scores, positive, new Criterion.Cost(10, 1))
                        .after())
                .isEqualTo(new ClassCounts(1, 2, 0, 1));
    }

    @Test
    void costs_mayMakeItBestToAnnounceAlwaysOrNever() {
        float[] scores = {0.2f, 0.8f};
        assertThat(DecisionThreshold.fit(scores, new boolean[] {true, false}, new Criterion.Cost(1, 100))
                        .threshold())
                .isCloseTo(0.1, within(1e-8));
        assertThat(DecisionThreshold.fit(scores, new boolean[] {true, false}, new Criterion.Cost(100, 1))
                        .threshold())
                .isCloseTo(0.9, within(1e-8));
    }

    @Test
    void youden_isBlindToHowRareAClassIs() {
        // One positive in six; announcing above 0.3 finds it for one false alarm in five.
        float[] scores = {0.1f, 0.1f, 0.2f, 0.2f, 0.45f, 0.4f};
        boolean[] positive = {false, false, false, false, false, true};

        DecisionThreshold fitted = DecisionThreshold.fit(scores, positive, new Criterion.Youden());

        assertThat(fitted.threshold()).isCloseTo(0.3, within(1e-7));
        assertThat(fitted.after()).isEqualTo(new ClassCounts(1, 1, 1, 0));
    }

    @Test
    void whereNothingIsBetter_itStaysAtOneHalf() {
        float[] scores = {0.1f, 0.9f};
        assertThat(DecisionThreshold.fit(scores, new boolean[] {false, true}, new Criterion.F1())
                        .threshold())
                .isEqualTo(0.5);
        for (Criterion by : List.of(new Criterion.F1(), new Criterion.Youden(), new Criterion.Cost(1, 1))) {
            assertThat(DecisionThreshold.fit(scores, new boolean[2], by).after().tp())
                    .isZero();
        }
        assertThat(DecisionThreshold.fit(scores, new boolean[2], new Criterion.F1())
                        .threshold())
                .isEqualTo(0.5);
        assertThat(DecisionThreshold.fit(new float[] {0.5f, 0.5f}, new boolean[] {true, false}, new Criterion.Youden())
                        .threshold())
                .isEqualTo(0.5);
    }

    @Test
    void ofEquallyGoodThresholds_itIsTheNearestToOneHalf_thenTheLarger() {
        // Every threshold between the second and the last score costs two errors.
        float[] scores = {0.25f, 0.3125f, 0.46875f, 0.53125f, 0.6875f, 0.75f};
        boolean[] positive = {false, true, false, true, false, true};
        assertThat(DecisionThreshold.fit(scores, positive, new Criterion.Cost(1, 1))
                        .threshold())
                .isEqualTo(0.5);

        // From 0.34375 on one false alarm, from 0.65625 on one miss; from 0.5 on both.
        float[] even = {0.25f, 0.4375f, 0.5625f, 0.75f};
        assertThat(DecisionThreshold.fit(even, new boolean[] {false, true, false, true}, new Criterion.Cost(1, 1))
                        .threshold())
                .isEqualTo(0.65625);
    }

    @Test
    void noThreshold_isBetterThanTheOneFitted() {
        SplittableRandom random = new SplittableRandom(61);
        for (int round = 0; round < 200; round++) {
            float[] scores = new float[12];
            boolean[] positive = new boolean[12];
            long negatives = 0;
            for (int i = 0; i < scores.length; i++) {
                scores[i] = random.nextInt(0, 17) / 16f;
                positive[i] = random.nextInt(3) == 0;
                negatives += positive[i] ? 0 : 1;
            }
            for (Criterion by : List.of(new Criterion.F1(), new Criterion.Youden(), new Criterion.Cost(1, 3))) {
                DecisionThreshold fitted = DecisionThreshold.fit(scores, positive, by);
                assertThat(counts(fitted.threshold(), scores, positive)).isEqualTo(fitted.after());
                for (int step = 0; step <= 64; step++) {
                    assertThat(by.of(counts(step / 64.0, scores, positive), negatives))
                            .isLessThanOrEqualTo(by.of(fitted.after(), negatives));
                }
            }
        }
    }

    @Test
    void whatIsNoScores_isRefused() {
        Criterion by = new Criterion.F1();
        assertThatThrownBy(() -> DecisionThreshold.fit(new float[0], new boolean[0], by))
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> DecisionThreshold.fit(new float[2], new boolean[1], by))
                .hasMessageContaining("2 scores for 1 rows");
        assertThatThrownBy(() -> DecisionThreshold.fit(new float[] {Float.NaN}, new boolean[1], by))
                .hasMessageContaining("scores[0] is NaN");
    }

    private static ClassCounts counts(double threshold, float[] scores, boolean[] positive) {
        long[] counts = new long[3];
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] >= threshold) {
                counts[positive[i] ? 0 : 1]++;
            } else if (positive[i]) {
                counts[2]++;
            }
        }
        return new ClassCounts(1, counts[0], counts[1], counts[2]);
    }
}
