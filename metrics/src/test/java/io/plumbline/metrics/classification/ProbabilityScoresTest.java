package io.plumbline.metrics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbabilityScoresTest {
    /** Half a quantum of a log-loss, plus what double arithmetic leaves. */
    private static final double LOSS_BOUND = 0x1p-29 + 1e-12;

    private static final double BOUND = 0x1p-32 + 1e-12;

    private record Outcome(double[] probabilities, int actual) {}

    @Test
    void everyValue_isNaN_beforeTheFirstRecord() {
        ProbabilityScores scores = new ProbabilityScores(3);
        assertThat(scores.samples()).isZero();
        assertThat(new double[] {scores.logLoss(), scores.brier(), scores.ece()})
                .containsOnly(Double.NaN);
        assertThat(scores.calibration()).hasSize(15).allSatisfy(bin -> assertThat(bin.accuracy())
                .isNaN());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void values_areThoseOfTheBatchFormulas_afterEveryRecord(int classes) {
        Random random = new Random(21);
        ProbabilityScores scores = new ProbabilityScores(classes);
        List<Outcome> records = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Outcome record = anyOutcome(random, classes);
            records.add(record);
            scores.add(record.probabilities, record.actual);
            assertThat(scores.samples()).isEqualTo(records.size());
            assertThat(scores.logLoss())
                    .isCloseTo(
                            records.stream()
                                    .mapToDouble(r -> -Math.log(Math.max(1.1920929e-7, r.probabilities[r.actual])))
                                    .average()
                                    .orElseThrow(),
                            within(LOSS_BOUND));
            assertThat(scores.brier())
                    .isCloseTo(
                            records.stream()
                                    .mapToDouble(ProbabilityScoresTest::brier)
                                    .average()
                                    .orElseThrow(),
                            within(BOUND));
            assertThat(scores.ece()).isCloseTo(ece(records), within(BOUND));
        }
        assertThat(scores.clamped()).isBetween(1L, 100L);
    }

    /**
     * Golden: scikit-learn 1.2.1, {@code log_loss(y, p)}; Brier and ECE with numpy 1.24: {@code ((p - eye(3)[y])**2).sum(1).mean()} and
     * {@code sum(abs(conf[b==i].sum() - ok[b==i].sum()) for i in range(15)) / 6} with {@code b = minimum((conf*15).astype(int), 14)}.
     */
    @Test
    void severalClasses_asInScikitLearn() {
        ProbabilityScores scores = new ProbabilityScores(3);
        scores.add(new double[] {.7, .2, .1}, 0);
        scores.add(new double[] {.1, .6, .3}, 1);
        scores.add(new double[] {.2, .2, .6}, 2);
        scores.add(new double[] {.5, .25, .25}, 2);
        scores.add(new double[] {.05, .9, .05}, 1);
        scores.add(new double[] {.3, .3, .4}, 0);

        assertThat(scores.logLoss()).isCloseTo(0.6789923120957279, within(LOSS_BOUND));
        assertThat(scores.brier()).isCloseTo(0.37833333333333335, within(BOUND));
        assertThat(scores.ece()).isCloseTo(0.35, within(BOUND));
        assertThat(scores.calibration().get(9).samples()).isEqualTo(2);
        assertThat(scores.calibration().get(9).meanConfidence()).isCloseTo(0.6, within(BOUND));
        assertThat(scores.calibration().get(7).accuracy()).isZero();
    }

    /** Golden: scikit-learn 1.2.1, {@code log_loss(y, s)} and {@code brier_score_loss(y, s)}, s being the second class'. */
    @Test
    void twoClasses_asInScikitLearn_whoseBrierScoreIsHalfTheSum() {
        int[] actual = {0, 0, 1, 1, 1, 0, 1};
        double[] second = {.1, .4, .35, .8, .4, .4, .9};
        ProbabilityScores scores = new ProbabilityScores(2);
        for (int i = 0; i < actual.length; i++) {
            scores.add(new double[] {1 - second[i], second[i]}, actual[i]);
        }

        assertThat(scores.logLoss()).isCloseTo(0.4888040980763824, within(LOSS_BOUND));
        assertThat(scores.brier()).isCloseTo(0.1660714285714286, within(BOUND));
    }

    /** Golden: scikit-learn 1.2.1, {@code log_loss([0, 1], [[0, 1], [0, 1]], eps=2.0**-23) * 2}. */
    @Test
    void aCertainMiss_costsAsMuchAsTheSmallestFloatBelowOne_andIsCounted() {
        ProbabilityScores scores = new ProbabilityScores(2);
        scores.add(new double[] {0, 1}, 0);

        assertThat(scores.logLoss()).isCloseTo(15.942385272088039, within(2e-7));
        assertThat(scores.clamped()).isOne();
        assertThat(scores.brier()).isOne();
        assertThat(scores.ece()).isOne();
    }

    @Test
    void certaintyThatIsRight_costsNothing_inTheLastBin() {
        ProbabilityScores scores = new ProbabilityScores(3);
        scores.add(new double[] {0, 0, 1}, 2);

        assertThat(new double[] {scores.logLoss(), scores.brier(), scores.ece()})
                .containsOnly(0);
        assertThat(scores.calibration().get(14)).isEqualTo(new CalibrationBin(14 / 15.0, 1, 1, 1, 1));
    }

    @Test
    void equalLargestProbabilities_areTheFirstClass() {
        ProbabilityScores scores = new ProbabilityScores(2, 4);
        scores.add(new double[] {.5, .5}, 1);
        assertThat(scores.calibration().get(2).correct()).isZero();
        scores.add(new double[] {.5, .5}, 0);
        assertThat(scores.calibration().get(2)).isEqualTo(new CalibrationBin(0.5, 0.75, 2, 1, 1));
    }

    @Test
    void anyOrder_anySplit_andAnyDetour_giveTheSameState() {
        Random random = new Random(22);
        List<Outcome> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(anyOutcome(random, 4));
        }
        ProbabilityScores whole = count(records);
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(records, random);
            int cut = random.nextInt(records.size());
            ProbabilityScores merged = count(records.subList(0, cut));
            Outcome detour = anyOutcome(random, 4);
            JudgedProbabilities added = merged.add(detour.probabilities, detour.actual);
            merged.merge(count(records.subList(cut, records.size())));
            assertThat(merged.state()).isNotEqualTo(whole.state());
            merged.remove(JudgedProbabilities.fromLongs(added.toLongs()));
            assertThat(merged.state()).isEqualTo(whole.state());
            assertThat(merged.ece()).isEqualTo(whole.ece());
        }
    }

    @Test
    void severalAtOnce_areAsManyAddedSingly() {
        JudgedProbabilities record = JudgedProbabilities.of(new double[] {.2, .3, .5}, 1, 15);
        ProbabilityScores atOnce = new ProbabilityScores(3);
        ProbabilityScores singly = new ProbabilityScores(3);
        atOnce.add(record, 0);
        atOnce.add(record, 3);
        for (int i = 0; i < 3; i++) {
            singly.add(record, 1);
        }
        assertThat(atOnce.state()).isEqualTo(singly.state());
    }

    @Test
    void stateRoundTrips_andLeavesTheOriginalAlone() {
        ProbabilityScores scores = count(List.of(anyOutcome(new Random(23), 4)));
        long[] state = scores.state();
        ProbabilityScores copy = ProbabilityScores.fromState(4, 15, state);
        assertThat(copy.state()).isEqualTo(state);
        copy.add(new double[] {1, 0, 0, 0}, 0);
        assertThat(scores.state()).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, 0.5, 0, probability of class 0 is NaN",
        "1.5, -0.5, 0, probability of class 0 is 1.5",
        "0.5, 0.6, 0, sum to 1.1",
        "0.5, 0.5, 2, actual is 2",
        "0.5, 0.5, -1, actual is -1"
    })
    void whatIsNoDistribution_isRefused_andChangesNothing(double first, double second, int actual, String message) {
        ProbabilityScores scores = new ProbabilityScores(2);
        assertThatThrownBy(() -> scores.add(new double[] {first, second}, actual))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(scores.state()).containsOnly(0);
    }

    @Test
    void whatDoesNotFit_isRefused_andChangesNothing() {
        ProbabilityScores scores = count(List.of(new Outcome(new double[] {.7, .1, .1, .1}, 0)));
        long[] before = scores.state();
        JudgedProbabilities other = JudgedProbabilities.of(new double[] {.1, .7, .1, .1}, 0, 15);
        JudgedProbabilities wrongBins = JudgedProbabilities.of(new double[] {0, 1, 0, 0}, 0, 16);
        assertThatThrownBy(() -> scores.remove(other)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scores.add(wrongBins, 1)).hasMessageContaining("bin is 15");
        assertThatThrownBy(() -> scores.add(other, -1)).hasMessageContaining("times is -1");
        assertThatThrownBy(() -> scores.add(other, Integer.MAX_VALUE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scores.add(new double[] {.5, .5}, 0)).hasMessageContaining("2 probabilities");
        assertThatThrownBy(() -> scores.merge(new ProbabilityScores(3))).hasMessageContaining("3 classes");
        assertThat(scores.state()).isEqualTo(before);
        assertThatThrownBy(() -> new ProbabilityScores(1)).hasMessageContaining("1 classes");
    }

    @Test
    void impossibleState_isRefused() {
        long[] state =
                count(List.of(new Outcome(new double[] {.7, .1, .1, .1}, 0))).state();
        assertThatThrownBy(() -> ProbabilityScores.fromState(4, 14, state)).hasMessageContaining("expected 46 longs");
        for (int i = 0; i < 4; i++) {
            long[] broken = state.clone();
            broken[i] = UnitFixed.ONE + 1;
            assertThatThrownBy(() -> ProbabilityScores.fromState(4, 15, broken))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        long[] lost = state.clone();
        Arrays.fill(lost, 4, lost.length, 0);
        assertThatThrownBy(() -> ProbabilityScores.fromState(4, 15, lost)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JudgedProbabilities.fromLongs(new long[] {0, 0, 0, 0, 2, 0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JudgedProbabilities.fromLongs(new long[] {0, 0, -1, 0, 1, 0}))
                .hasMessageContaining("bin is -1");
    }

    private static double brier(Outcome record) {
        if (record.probabilities.length == 2) {
            double off = record.probabilities[1] - record.actual;
            return off * off;
        }
        double sum = 0;
        for (int c = 0; c < record.probabilities.length; c++) {
            double off = record.probabilities[c] - (c == record.actual ? 1 : 0);
            sum += off * off;
        }
        return sum;
    }

    private static double ece(List<Outcome> records) {
        double[] gaps = new double[15];
        for (Outcome record : records) {
            double confidence = Arrays.stream(record.probabilities).max().orElseThrow();
            int bin = (int) Math.min(14, Math.floor(confidence * 15));
            gaps[bin] += confidence - (record.probabilities[record.actual] == confidence ? 1 : 0);
        }
        return Arrays.stream(gaps).map(Math::abs).sum() / records.size();
    }

    /** Mostly right; now and then certain of the wrong class. */
    private static Outcome anyOutcome(Random random, int classes) {
        int actual = random.nextInt(classes);
        double[] probabilities = new double[classes];
        if (random.nextInt(20) == 0) {
            probabilities[(actual + 1) % classes] = 1;
            return new Outcome(probabilities, actual);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            probabilities[c] = Math.exp(2 * random.nextGaussian() + (c == actual ? 2 : 0));
            sum += probabilities[c];
        }
        for (int c = 0; c < classes; c++) {
            probabilities[c] /= sum;
        }
        return new Outcome(probabilities, actual);
    }

    private static ProbabilityScores count(List<Outcome> records) {
        ProbabilityScores scores = new ProbabilityScores(4);
        records.forEach(record -> scores.add(record.probabilities, record.actual));
        return scores;
    }
}
