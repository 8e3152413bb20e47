package io.plumbline.metrics.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OutcomesTest {
    private static final int CLASSES = 4;

    private record Row(double[] probabilities, int announced, int actual) {}

    @Test
    void expectedOutcomes_areTheSumsOfProbabilities() {
        List<Row> rows = rows(500, 1);
        ExpectedConfusion expected = ExpectedConfusion.of(expected(rows), Recalibration.none());

        double correct = 0;
        for (int c = 0; c < CLASSES; c++) {
            double tp = 0;
            double fp = 0;
            double fn = 0;
            for (Row row : rows) {
                double p = row.probabilities[c];
                tp += row.announced == c ? p : 0;
                fp += row.announced == c ? 1 - p : 0;
                fn += row.announced == c ? 0 : p;
            }
            correct += tp;
            assertThat(expected.tp(c)).isCloseTo(tp, within(1e-5));
            assertThat(expected.fp(c)).isCloseTo(fp, within(1e-5));
            assertThat(expected.fn(c)).isCloseTo(fn, within(1e-5));
            assertThat(expected.f1(c)).isCloseTo(2 * tp / (2 * tp + fp + fn), within(1e-5));
            assertThat(expected.recall(c)).isCloseTo(tp / (tp + fn), within(1e-5));
            assertThat(expected.precision(c).value()).isCloseTo(tp / (tp + fp), within(1e-5));
        }
        assertThat(expected.accuracy().value()).isCloseTo(correct / rows.size(), within(1e-7));
    }

    @Test
    void anyOrder_anySplit_andAnythingRemovedAgain_givesTheSameState() {
        List<Row> rows = rows(300, 2);
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(3));
        ExpectedOutcomes merged = expected(shuffled.subList(0, 100));
        merged.merge(expected(shuffled.subList(100, 300)));
        RealisedOutcomes mergedRealised = realised(shuffled.subList(0, 100));
        mergedRealised.merge(realised(shuffled.subList(100, 300)));
        for (Row row : rows(50, 4)) {
            merged.add(row.probabilities, row.announced);
            mergedRealised.add(row.probabilities, row.announced, row.actual);
        }
        for (Row row : rows(50, 4)) {
            merged.remove(row.probabilities, row.announced);
            mergedRealised.remove(row.probabilities, row.announced, row.actual);
        }

        assertThat(merged.state()).isEqualTo(expected(rows).state());
        assertThat(mergedRealised.state()).isEqualTo(realised(rows).state());
        assertThat(mergedRealised.before().state()).isEqualTo(expected(rows).state());
        assertThat(merged.samples()).isEqualTo(300);
        assertThat(mergedRealised.correct())
                .isEqualTo(
                        rows.stream().filter(row -> row.announced == row.actual).count());
    }

    @Test
    void state_isReadBack_andDamageIsRefused() {
        ExpectedOutcomes expected = expected(rows(100, 5));
        RealisedOutcomes realised = realised(rows(100, 5));

        assertThat(ExpectedOutcomes.fromState(expected.state()).state()).isEqualTo(expected.state());
        assertThat(ExpectedOutcomes.fromState(expected.state()).samples()).isEqualTo(100);
        assertThat(RealisedOutcomes.fromState(realised.state()).state()).isEqualTo(realised.state());
        assertThat(RealisedOutcomes.fromState(realised.state()).samples()).isEqualTo(100);
        assertThatThrownBy(() -> ExpectedOutcomes.fromState(new long[] {0, 0, 1}))
                .hasMessageContaining("expected a multiple of 4");
        assertThatThrownBy(() -> ExpectedOutcomes.fromState(new long[] {0, 40, 1, 0}))
                .hasMessageContaining("expected class, cell, records");
        assertThatThrownBy(() -> RealisedOutcomes.fromState(new long[] {0, 3, 1, 0, 2}))
                .hasMessageContaining("expected class, cell, records");
    }

    @Test
    void whatIsNoDistribution_orWasNeverAdded_isRefusedAndChangesNothing() {
        ExpectedOutcomes expected = expected(rows(10, 6));
        long[] before = expected.state();

        assertThatThrownBy(() -> expected.add(new double[] {0.5, 0.6}, 0))
                .hasMessageContaining("expected numbers in [0, 1] that sum to 1");
        assertThatThrownBy(() -> expected.add(new double[] {Double.NaN, 1}, 0))
                .hasMessageContaining("probabilities are [NaN, 1.0]");
        assertThatThrownBy(() -> expected.add(new double[] {0.5, 0.5}, 2)).hasMessageContaining("announced is 2");
        assertThatThrownBy(() -> expected.remove(new double[] {0, 1, 0, 0}, 1))
                .hasMessageContaining("no such prediction");
        assertThat(expected.state()).isEqualTo(before);
    }

    @Test
    void withoutPredictions_everythingIsUndefined() {
        ExpectedConfusion nothing = ExpectedConfusion.of(new ExpectedOutcomes(), Recalibration.none());

        assertThat(nothing.accuracy().value()).isNaN();
        assertThat(nothing.f1Macro()).isNaN();
        assertThat(CalibrationGap.of(new RealisedOutcomes(), Recalibration.none())
                        .z())
                .isNaN();
    }

    @Test
    void recalibration_withoutLabels_isTheIdentity_andWithThemLearnsTheFrequency() {
        Recalibration unlearned = Recalibration.of(realised(rows(1, 7)));
        RealisedOutcomes overconfident = new RealisedOutcomes();
        Random random = new Random(8);
        for (int i = 0; i < 40_000; i++) {
            double p = random.nextDouble();
            // Half way to 0.3: a model that is too sure of itself.
            int actual = random.nextDouble() < 0.15 + p / 2 ? 1 : 0;
            overconfident.add(new double[] {1 - p, p}, p > 0.5 ? 1 : 0, actual);
        }
        Recalibration learned = Recalibration.of(overconfident);

        double last = 0;
        for (double p = 0; p <= 1; p += 1 / 64.0) {
            assertThat(Recalibration.none().frequency(1, p)).isEqualTo(p);
            assertThat(unlearned.frequency(1, p)).isCloseTo(p, within(0.06));
            assertThat(learned.frequency(1, p)).isBetween(last, 1.0);
            last = learned.frequency(1, p);
        }
        for (double p = 0.05; p <= 0.95; p += 0.05) {
            assertThat(learned.frequency(1, p)).isCloseTo(0.15 + p / 2, within(0.04));
        }
        assertThat(learned.frequency(1, 0)).isZero();
        assertThat(learned.frequency(1, 1)).isEqualTo(1);
    }

    @Test
    void frequenciesThatFall_arePooled_andMissesAreRecalibratedToo() {
        RealisedOutcomes past = new RealisedOutcomes();
        for (int i = 0; i < 1_000; i++) {
            past.add(new double[] {0.725, 0.275}, 0, i < 400 ? 1 : 0);
            past.add(new double[] {0.575, 0.425}, 0, i < 200 ? 1 : 0);
        }
        Recalibration learned = Recalibration.of(past);
        ExpectedConfusion expected = ExpectedConfusion.of(past.before(), learned);

        assertThat(learned.frequency(1, 0.275)).isCloseTo(0.3, within(0.001));
        assertThat(learned.frequency(1, 0.35)).isEqualTo(learned.frequency(1, 0.425));
        assertThat(learned.frequency(0, 0.65)).isCloseTo(0.7, within(0.001));
        assertThat(expected.fn(1)).isCloseTo(600, within(2.0));
        assertThat(expected.tp(0)).isCloseTo(1_400, within(2.0));
    }

    @Test
    void recalibratedExpectation_followsAChangeInTheMix() {
        RealisedOutcomes past = new RealisedOutcomes();
        ExpectedOutcomes next = new ExpectedOutcomes();
        Random random = new Random(9);
        long correct = 0;
        for (int i = 0; i < 40_000; i++) {
            double p = 0.5 + random.nextDouble() / 2;
            past.add(new double[] {1 - p, p}, 1, random.nextDouble() < 0.8 * p ? 1 : 0);
            // Harder requests: less sure, and rightly so; the past's overconfidence stays.
            double harder = 0.5 + random.nextDouble() / 4;
            next.add(new double[] {1 - harder, harder}, 1);
            correct += random.nextDouble() < 0.8 * harder ? 1 : 0;
        }
        Estimate expected = ExpectedConfusion.of(next, Recalibration.of(past)).accuracy();

        assertThat(ExpectedConfusion.of(next, Recalibration.none()).accuracy().value() - correct / 40_000.0)
                .isGreaterThan(0.1);
        assertThat(expected.value()).isCloseTo(correct / 40_000.0, within(3 * expected.standardError()));
        assertThat(expected.standardError()).isLessThan(0.01);
    }

    private static ExpectedOutcomes expected(List<Row> rows) {
        ExpectedOutcomes outcomes = new ExpectedOutcomes();
        rows.forEach(row -> outcomes.add(row.probabilities, row.announced));
        return outcomes;
    }

    private static RealisedOutcomes realised(List<Row> rows) {
        RealisedOutcomes outcomes = new RealisedOutcomes();
        rows.forEach(row -> outcomes.add(row.probabilities, row.announced, row.actual));
        return outcomes;
    }

    private static List<Row> rows(int count, long seed) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] probabilities = new double[CLASSES];
            double sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                probabilities[c] = random.nextDouble();
                sum += probabilities[c];
            }
            for (int c = 0; c < CLASSES; c++) {
                probabilities[c] /= sum;
            }
            rows.add(new Row(probabilities, random.nextInt(CLASSES), random.nextInt(CLASSES)));
        }
        return rows;
    }
}
