package io.plumbline.metrics.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.delay.DelayCounts;
import io.plumbline.metrics.delay.DelayDistribution;
import io.plumbline.metrics.delay.LabelCohort;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

final class CorrectedConfusionTest {
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    @Test
    void oldPredictions_areNotCorrected_andEveryMetricIsThatOfTheCounts() {
        ConfusionCounts counts = counts(5, 400);
        CorrectedConfusion corrected = CorrectedConfusion.of(
                List.of(new CorrectedConfusion.Cohort(30 * DAY, 30 * DAY, counts)), delays(), 0.1);

        assertThat(corrected.accuracy()).isEqualTo(new Estimate(counts.accuracy(), 0));
        assertClose(corrected.balancedAccuracy(), counts.balancedAccuracy());
        assertClose(corrected.precisionMacro(), counts.precisionMacro());
        assertClose(corrected.recallMacro(), counts.recallMacro());
        assertClose(corrected.f1Macro(), counts.f1Macro());
        assertClose(corrected.f1Weighted(), counts.f1Weighted());
        assertClose(corrected.precision(3), counts.of(3).precision());
        assertClose(corrected.recall(3), counts.of(3).recall());
        assertClose(corrected.f1(3), counts.of(3).f1());
        assertThat(corrected.samples()).isEqualTo(400);
    }

    @Test
    void youngPredictions_standForThoseOfTheirClassThatWait() {
        // After two hours half of class 1 is labelled, and all of class 0.
        ConfusionCounts young = new ConfusionCounts();
        young.add(1, 1, 30);
        young.add(0, 1, 30);
        CorrectedConfusion corrected =
                CorrectedConfusion.of(List.of(new CorrectedConfusion.Cohort(2 * HOUR, 2 * HOUR, young)), delays(), 0.1);

        assertThat(young.of(1).precision()).isEqualTo(0.5);
        assertThat(corrected.precision(1).value()).isCloseTo(2 / 3.0, within(0.002));
        assertThat(corrected.predictions()).isCloseTo(90, within(0.5));
        assertThat(corrected.precision(1).standardError()).isBetween(0.02, 0.06);
    }

    @Test
    void predictionsTooYoungToTell_areLeftOut() {
        ConfusionCounts young = new ConfusionCounts();
        young.add(1, 1, 30);
        CorrectedConfusion corrected =
                CorrectedConfusion.of(List.of(new CorrectedConfusion.Cohort(2 * HOUR, 2 * HOUR, young)), delays(), 0.6);

        assertThat(corrected.samples()).isZero();
        assertThat(corrected.accuracy().value()).isNaN();
        assertThat(corrected.precision(7).value()).isNaN();
        assertThatThrownBy(() -> CorrectedConfusion.of(List.of(), delays(), 0)).hasMessageContaining("leastShare is 0");
    }

    @Test
    void slopes_areTheDerivativesOfTheirMetrics() {
        Random random = new Random(3);
        double[][] cells = new double[4][4];
        for (double[] row : cells) {
            for (int c = 0; c < row.length; c++) {
                row[c] = 1 + 20 * random.nextDouble();
            }
        }
        List<ConfusionMetric> metrics = new ArrayList<>(
                List.of(ConfusionMetric.ACCURACY, ConfusionMetric.BALANCED_ACCURACY, ConfusionMetric.F1_WEIGHTED));
        for (IntFunction<ConfusionMetric> ofClass : List.<IntFunction<ConfusionMetric>>of(
                ConfusionMetric::precision, ConfusionMetric::recall, ConfusionMetric::f1)) {
            metrics.add(ofClass.apply(2));
            metrics.add(ConfusionMetric.macro(ofClass));
        }
        double step = 1e-6;
        for (int actual = 0; actual < 4; actual++) {
            for (int answer = 0; answer < 4; answer++) {
                WeightedConfusion less = matrix(cells);
                less.add(actual, answer, -step);
                WeightedConfusion more = matrix(cells);
                more.add(actual, answer, step);
                for (ConfusionMetric metric : metrics) {
                    double difference = (metric.value(more) - metric.value(less)) / (2 * step);
                    assertThat(metric.slope(matrix(cells), actual, answer)).isCloseTo(difference, within(1e-7));
                }
            }
        }
    }

    private static WeightedConfusion matrix(double[][] cells) {
        WeightedConfusion matrix = new WeightedConfusion(new int[] {0, 1, 2, 3});
        for (int actual = 0; actual < 4; actual++) {
            for (int answer = 0; answer < 4; answer++) {
                matrix.add(actual, answer, cells[actual][answer]);
            }
        }
        return matrix;
    }

    /** Class 0 is labelled within the hour, half of class 1 too, and the other half after a day. */
    private static DelayDistribution delays() {
        DelayCounts labelled = new DelayCounts();
        for (int i = 0; i < 5_000; i++) {
            labelled.add(0, HOUR);
            labelled.add(1, i % 2 == 0 ? HOUR : DAY);
        }
        return DelayDistribution.of(List.of(new LabelCohort(30 * DAY, 30 * DAY, 10_000, labelled)));
    }

    private static ConfusionCounts counts(int classes, int records) {
        Random random = new Random(2);
        ConfusionCounts counts = new ConfusionCounts();
        for (int i = 0; i < records; i++) {
            counts.add(random.nextInt(classes), random.nextInt(classes));
        }
        return counts;
    }

    private static void assertClose(Estimate estimate, double value) {
        assertThat(estimate.value()).isCloseTo(value, within(1e-12));
        assertThat(estimate.standardError()).isZero();
    }
}
