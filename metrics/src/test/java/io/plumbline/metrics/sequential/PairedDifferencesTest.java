package io.plumbline.metrics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PairedDifferencesTest {
    private static final double[] STAKES = {1 / 2., 1 / 4., 1 / 8., 1 / 16., 1 / 32., 1 / 64., 1 / 128., 1 / 256.};

    @Test
    void beforeTheFirstPair_nothingIsProved() {
        PairedDifferences none = new PairedDifferences();

        assertThat(none.mean()).isNaN();
        assertThat(none.logEValue(Side.GREATER)).isZero();
        assertThat(none.logEValue(Side.LESS)).isZero();
        assertThat(none.interval(0.05)).isEqualTo(new Interval(-1, 1));
        assertThat(none.empiricalBernstein(0.05)).isEqualTo(new Interval(-1, 1));
        assertThat(new ComparisonRule(true, 0.05, 0).verdict(none)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void everyValue_isThatOfTheBatchFormula_afterEachPair() {
        PairedDifferences differences = new PairedDifferences();
        List<Double> seen = new ArrayList<>();

        for (double[] pair : fractions(300, 1)) {
            differences.add(pair[0], pair[1]);
            seen.add(pair[1] - pair[0]);

            assertThat(differences.samples()).isEqualTo(seen.size());
            assertThat(differences.mean())
                    .isCloseTo(seen.stream().mapToDouble(d -> d).average().orElseThrow(), within(1e-9));
            assertThat(differences.sumOfSquares())
                    .isCloseTo(seen.stream().mapToDouble(d -> d * d).sum(), within(1e-6));
            assertThat(differences.logEValue(Side.GREATER)).isCloseTo(logMeanFortune(seen, 1, 0), within(1e-6));
            assertThat(differences.logEValue(Side.LESS)).isCloseTo(logMeanFortune(seen, -1, 0), within(1e-6));
        }
        // At its ends the interval's fortunes are just decisive.
        Interval interval = differences.interval(0.1);
        assertThat(logMeanFortune(seen, 1, interval.lower())).isCloseTo(Math.log(20), within(1e-5));
        assertThat(logMeanFortune(seen, -1, -interval.upper())).isCloseTo(Math.log(20), within(1e-5));
    }

    @Test
    void aFortune_isNeverRoundedUp() {
        PairedDifferences differences = new PairedDifferences();
        List<Double> seen = new ArrayList<>();
        for (double[] pair : fractions(2000, 2)) {
            double[] dyadic = {Math.round(pair[0] * 1024) / 1024., Math.round(pair[1] * 1024) / 1024.};
            differences.add(dyadic[0], dyadic[1]);
            seen.add(dyadic[1] - dyadic[0]);
        }

        long[] state = differences.state();

        for (int j = 0; j < STAKES.length; j++) {
            double exact = logFortune(seen, STAKES[j]) * 0x1p32;
            assertThat(state[3 + j]).isBetween((long) exact - 2000, (long) exact);
        }
    }

    @Test
    void anyOrder_anySplit_givesTheSameBits() {
        List<double[]> pairs = fractions(500, 3);
        PairedDifferences whole = of(pairs);

        Random random = new Random(4);
        List<double[]> shuffled = new ArrayList<>(pairs);
        Collections.shuffle(shuffled, random);
        PairedDifferences[] parts = {new PairedDifferences(), new PairedDifferences(), new PairedDifferences()};
        shuffled.forEach(pair -> parts[random.nextInt(3)].add(pair[0], pair[1]));
        PairedDifferences merged = PairedDifferences.fromState(parts[2].state());
        merged.merge(parts[0]);
        merged.merge(parts[1]);

        assertThat(merged.state()).isEqualTo(whole.state());
        assertThat(merged.interval(0.05)).isEqualTo(whole.interval(0.05));
    }

    @Test
    void swappedVersions_mirrorEverything() {
        List<double[]> pairs = fractions(400, 5);
        PairedDifferences there = of(pairs);
        PairedDifferences back =
                of(pairs.stream().map(pair -> new double[] {pair[1], pair[0]}).toList());

        assertThat(there.mirrored().state()).isEqualTo(back.state());
        assertThat(back.mean()).isEqualTo(-there.mean());
        assertThat(back.logEValue(Side.LESS)).isEqualTo(there.logEValue(Side.GREATER));
        assertThat(back.interval(0.05).lower()).isEqualTo(-there.interval(0.05).upper());
    }

    @Test
    void theInterval_leavesOutZero_exactlyWhenAnEValueDecides_andLiesInTheBernsteinOne() {
        ComparisonRule rule = new ComparisonRule(true, 0.05, 0);
        int decided = 0;
        for (int seed = 0; seed < 60; seed++) {
            PairedDifferences differences = new PairedDifferences();
            Random random = new Random(seed);
            double gap = (random.nextDouble() - 0.5) / 5;
            for (int i = 0; i < 400; i++) {
                differences.add(0.4 + 0.4 * random.nextDouble(), 0.4 + gap + 0.4 * random.nextDouble());
            }

            Interval interval = differences.interval(0.05);
            Interval bernstein = differences.empiricalBernstein(0.05);

            assertThat(interval.contains(0)).isEqualTo(rule.verdict(differences) == Verdict.UNDECIDED);
            assertThat(interval.contains(differences.mean())).isTrue();
            assertThat(bernstein.lower()).isLessThanOrEqualTo(interval.lower());
            assertThat(bernstein.upper()).isGreaterThanOrEqualTo(interval.upper());
            decided += interval.contains(0) ? 0 : 1;
        }
        assertThat(decided).isBetween(20, 59);
    }

    @Test
    void theVerdict_knowsWhichWayIsUp_andWaitsForSamples() {
        PairedDifferences larger = new PairedDifferences();
        for (int i = 0; i < 40; i++) {
            larger.add(0, 1);
        }

        assertThat(new ComparisonRule(true, 0.05, 40).verdict(larger)).isEqualTo(Verdict.BETTER);
        assertThat(new ComparisonRule(false, 0.05, 40).verdict(larger)).isEqualTo(Verdict.WORSE);
        assertThat(new ComparisonRule(true, 0.05, 41).verdict(larger)).isEqualTo(Verdict.UNDECIDED);
        assertThat(new ComparisonRule(true, 1e-9, 0).verdict(larger)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void whatIsNoPair_isRefused_andChangesNothing() {
        PairedDifferences differences = of(fractions(3, 6));
        long[] before = differences.state();

        assertThatIllegalArgumentException().isThrownBy(() -> differences.add(0.5, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> differences.add(-0.1, 0.5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> differences.interval(1))
                .withMessageContaining("alpha is 1.0");

        assertThat(differences.state()).isEqualTo(before);
    }

    @Test
    void aStateThatNoPairsGive_isRefused() {
        long[] state = of(fractions(3, 7)).state();

        long[] fewer = state.clone();
        fewer[0] = 0;
        long[] richer = state.clone();
        richer[3] = 4L << 32;

        assertThat(PairedDifferences.fromState(state).state()).isEqualTo(state);
        assertThatIllegalArgumentException().isThrownBy(() -> PairedDifferences.fromState(new long[3]));
        assertThatIllegalArgumentException().isThrownBy(() -> PairedDifferences.fromState(fewer));
        assertThatIllegalArgumentException().isThrownBy(() -> PairedDifferences.fromState(richer));
    }

    private static PairedDifferences of(List<double[]> pairs) {
        PairedDifferences differences = new PairedDifferences();
        pairs.forEach(pair -> differences.add(pair[0], pair[1]));
        return differences;
    }

    /** Pairs of values in [0, 1], some equal, some 0 or 1. */
    private static List<double[]> fractions(int count, long seed) {
        Random random = new Random(seed);
        List<double[]> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double baseline = Math.min(1, random.nextDouble() * 1.2);
            pairs.add(new double[] {baseline, random.nextInt(3) == 0 ? baseline : random.nextDouble()});
        }
        return pairs;
    }

    private static double logFortune(List<Double> differences, double stake) {
        return differences.stream().mapToDouble(d -> Math.log1p(stake * d)).sum();
    }

    private static double logMeanFortune(List<Double> differences, int sign, double fair) {
        double sum = 0;
        for (double stake : STAKES) {
            sum += Math.exp(logFortune(differences, sign * stake) - differences.size() * Math.log1p(stake * fair));
        }
        return Math.log(sum / STAKES.length);
    }
}
