package io.plumbline.metrics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.StatisticLaws;
import io.plumbline.metrics.classification.ProbabilityRules.BrierScale;
import io.plumbline.metrics.classification.ProbabilityRules.Confidence;
import io.plumbline.metrics.classification.ProbabilityRules.Edges;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ProbabilityRulesTest {
    private static final ProbabilityRules STANDARD = ProbabilityRules.standard();

    @Test
    void aCertainMiss_costsWhatTheSmallestProbabilityDoes() {
        assertThat(logLoss(STANDARD, 0)).isCloseTo(23 * Math.log(2), within(1e-8));
        assertThat(logLoss(STANDARD.withClip(0x1p-52, true), 0)).isCloseTo(52 * Math.log(2), within(1e-8));
        assertThat(logLoss(STANDARD.withClip(1e-15, true), 0)).isCloseTo(34.538776394910684, within(1e-8));
        assertThat(logLoss(STANDARD.withClip(.1, true), 0)).isCloseTo(Math.log(10), within(1e-8));
    }

    @Test
    void aCertainHit_costsSomething_onlyWhereClippedAbove() {
        assertThat(logLoss(STANDARD.withClip(.01, false), 1)).isZero();
        assertThat(logLoss(STANDARD.withClip(.01, true), 1)).isCloseTo(-Math.log(.99), within(1e-8));
    }

    @Test
    void brierScales() {
        assertThat(brier(STANDARD, .7, .3)).isCloseTo(.09, within(1e-9));
        assertThat(brier(STANDARD.withBrier(BrierScale.FULL), .7, .3)).isCloseTo(.18, within(1e-9));
        assertThat(brier(STANDARD, .5, .3, .2)).isCloseTo(.38, within(1e-9));
        assertThat(brier(STANDARD.withBrier(BrierScale.HALF), .5, .3, .2)).isCloseTo(.19, within(1e-9));
    }

    @Test
    void aConfidenceOnAnEdge_goesWhereTheEdgesSay() {
        for (int bins : new int[] {1, 7, 10, 15, 100}) {
            ProbabilityRules below = STANDARD.withBins(bins);
            ProbabilityRules above = below.withEdges(Edges.CLOSED_ABOVE);
            for (int edge = 0; edge <= bins; edge++) {
                double confidence = edge / (double) bins;
                assertThat(below.bin(confidence)).isEqualTo(Math.min(bins - 1, edge));
                assertThat(above.bin(confidence)).isEqualTo(edge == bins ? bins - 1 : Math.max(0, edge - 1));
                assertThat(above.bin(Math.min(1, Math.nextUp(confidence)))).isEqualTo(Math.min(bins - 1, edge));
            }
            assertThat(below.withEdges(Edges.CLOSED_BELOW_ONE_APART).bin(1)).isEqualTo(bins);
        }
    }

    @Test
    void aBinForOneAlone_keepsItFromTheOthersThere() {
        ProbabilityScores together = new ProbabilityScores(2, STANDARD);
        ProbabilityScores apart = new ProbabilityScores(2, STANDARD.withEdges(Edges.CLOSED_BELOW_ONE_APART));
        for (ProbabilityScores scores : new ProbabilityScores[] {together, apart}) {
            scores.add(new double[] {1, 0}, 1);
            scores.add(new double[] {.95, .05}, 0);
        }
        assertThat(together.ece()).isCloseTo(.95 / 2, within(1e-9));
        assertThat(apart.ece()).isCloseTo((1 + .05) / 2, within(1e-9));
        assertThat(apart.maximumCalibrationError()).isCloseTo(1, within(1e-9));
        assertThat(apart.calibrationBias()).isCloseTo(.95 / 2, within(1e-9));
        assertThat(apart.calibration()).hasSize(16);
        assertThat(apart.calibration().get(15))
                .extracting(CalibrationBin::lower, CalibrationBin::upper)
                .containsExactly(1.0, 1.0);
        assertThat(ProbabilityScores.fromState(2, apart.rules(), apart.state()).ece())
                .isEqualTo(apart.ece());
    }

    @Test
    void theConfidenceOfThePositiveClass_isThatOfClassOne() {
        ProbabilityScores scores = new ProbabilityScores(2, STANDARD.withConfidence(Confidence.POSITIVE_CLASS));
        scores.add(new double[] {.75, .25}, 0);
        assertThat(scores.ece()).isCloseTo(.25, within(1e-9));
        scores.add(new double[] {.75, .25}, 1);
        assertThat(scores.ece()).isCloseTo(.25, within(1e-9));
    }

    @Test
    void sumsUnderDifferentRules_doNotAddUp() {
        ProbabilityScores scores = new ProbabilityScores(2, STANDARD);
        assertThatThrownBy(() -> scores.merge(new ProbabilityScores(2, STANDARD.withClip(1e-15, false))))
                .hasMessageContaining("smallest=1.0E-15");
        assertThatThrownBy(() -> STANDARD.withClip(0, true)).hasMessageContaining("expected 2^-1000 to 0.1");
        assertThatThrownBy(() -> STANDARD.withBins(0)).hasMessage("there are 0 bins, expected >= 1");
    }

    private record Judged(double[] probabilities, int actual) {}

    @ParameterizedTest
    @EnumSource
    void lawsHold_alsoForRecordsTakenOutByWhatTheyWere(Edges edges) {
        ProbabilityRules rules = STANDARD.withEdges(edges).withClip(0x1p-52, true);
        new StatisticLaws<ProbabilityScores, Judged>(
                        () -> new ProbabilityScores(3, rules),
                        (scores, r) -> scores.count(r.probabilities, r.actual),
                        (scores, r) -> scores.remove(r.probabilities, r.actual),
                        ProbabilityScores::merge,
                        ProbabilityScores::state,
                        state -> ProbabilityScores.fromState(3, rules, state))
                .hold(records(1, 200), records(2, 50));
        ProbabilityScores added = new ProbabilityScores(3, rules);
        ProbabilityScores counted = new ProbabilityScores(3, rules);
        for (Judged record : records(3, 20)) {
            added.add(record.probabilities, record.actual);
            counted.count(record.probabilities, record.actual);
        }
        assertThat(counted.state()).isEqualTo(added.state());
    }

    private static List<Judged> records(int seed, int count) {
        Random random = new Random(seed);
        return Stream.generate(() -> {
                    int first = random.nextInt(9);
                    int second = random.nextInt(9 - first);
                    return new Judged(
                            new double[] {first / 8.0, second / 8.0, (8 - first - second) / 8.0}, random.nextInt(3));
                })
                .limit(count)
                .toList();
    }

    private static double logLoss(ProbabilityRules rules, double ofTruth) {
        ProbabilityScores scores = new ProbabilityScores(2, rules);
        scores.add(new double[] {ofTruth, 1 - ofTruth}, 0);
        return scores.logLoss();
    }

    private static double brier(ProbabilityRules rules, double... probabilities) {
        ProbabilityScores scores = new ProbabilityScores(probabilities.length, rules);
        scores.add(probabilities, 0);
        return scores.brier();
    }
}
