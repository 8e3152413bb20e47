package io.plumbline.metrics.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.classification.ConfusionCounts;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class BoundsTest {
    private static final double EXACT = 1e-12;

    /** True class and prediction of each labelled record, and the predictions of those without a label. */
    private static final int[][] LABELLED = {{0, 0}, {0, 0}, {1, 0}, {1, 1}, {2, 1}, {0, 2}};

    private static final int[] UNLABELLED = {0, 0, 1, 2, 2};

    @Test
    void bounds_areTheLeastAndGreatestOverEveryOutcomeOfTheMissingLabels() {
        ConfusionCounts labelled = counts();
        long asIt = 2;
        long other = 3;

        assertSharp(Bounds.ofMean(3, 6, 5, 0, 1), ConfusionCounts::accuracy);
        assertSharp(
                Bounds.ofPrecision(labelled.of(0), asIt), counts -> counts.of(0).precision());
        assertSharp(Bounds.ofRecall(labelled.of(0), asIt, other), counts -> counts.of(0)
                .recall());
        assertSharp(
                Bounds.ofF1(labelled.of(0), asIt, other), counts -> counts.of(0).f1());
    }

    @Test
    void meanError_withAKnownLimit_isBounded() {
        Bounds bounds = Bounds.ofMean(30, 10, 5, 0, 8);

        assertThat(bounds.lower()).isEqualTo(2);
        assertThat(bounds.upper()).isCloseTo(70 / 15.0, within(EXACT));
        assertThat(bounds.width()).isCloseTo(40 / 15.0, within(EXACT));
    }

    @Test
    void nothingMissing_leavesNoWidth_andNothingAtAllIsUndefined() {
        assertThat(Bounds.ofMean(3, 4, 0, 0, 1)).isEqualTo(new Bounds(0.75, 0.75));
        assertThat(Bounds.ofMean(0, 0, 0, 0, 1).lower()).isNaN();
    }

    @Test
    void impossibleCounts_areRefused() {
        assertThatThrownBy(() -> Bounds.ofMean(1, 2, -1, 0, 1)).hasMessageContaining("expected >= 0");
        assertThatThrownBy(() -> Bounds.ofMean(1, 2, 1, 1, 0)).hasMessageContaining("expected a range");
    }

    private static ConfusionCounts counts() {
        ConfusionCounts counts = new ConfusionCounts();
        for (int[] record : LABELLED) {
            counts.add(record[0], record[1]);
        }
        return counts;
    }

    private static void assertSharp(Bounds bounds, ToDoubleFunction<ConfusionCounts> metric) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int outcome = 0; outcome < Math.pow(3, UNLABELLED.length); outcome++) {
            ConfusionCounts counts = counts();
            int rest = outcome;
            for (int predicted : UNLABELLED) {
                counts.add(rest % 3, predicted);
                rest /= 3;
            }
            least = Math.min(least, metric.applyAsDouble(counts));
            greatest = Math.max(greatest, metric.applyAsDouble(counts));
        }
        assertThat(bounds.lower()).isCloseTo(least, within(EXACT));
        assertThat(bounds.upper()).isCloseTo(greatest, within(EXACT));
    }
}
