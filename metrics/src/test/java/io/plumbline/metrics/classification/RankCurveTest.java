package io.plumbline.metrics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RankCurveTest {
    private record Outcome(boolean positive, double score) {}

    @Test
    void area_isNaN_untilBothClassesOccurred() {
        RankCurve curve = new RankCurve();
        assertThat(curve.auc()).isNaN();
        assertThat(curve.aucError()).isNaN();
        curve.add(true, 0.5);
        assertThat(curve.auc()).isNaN();
        curve.add(false, 0.25);
        assertThat(curve.auc()).isOne();
        assertThat(curve.aucError()).isZero();
    }

    /** The power makes the scores crowd near 0, where bins of equal width would hold most of them together. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void area_isWithinItsBoundOfThatOverAllPairs_afterEveryRecord(int power) {
        Random random = new Random(31);
        RankCurve curve = new RankCurve();
        List<Outcome> records = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Outcome record = anyOutcome(random, power);
            curve.add(record.positive, record.score);
            records.add(record);
            double exact = overPairs(records);
            if (!Double.isNaN(exact)) {
                assertThat(curve.auc()).isCloseTo(exact, within(curve.aucError() + 1e-12));
            }
        }
        assertThat(curve.positives()).isBetween(50L, 350L);
        assertThat(curve.samples()).isEqualTo(400);
        assertThat(curve.aucError()).isBetween(1e-6, 0.02);
    }

    /** Golden: scikit-learn 1.2.1, {@code roc_auc_score([0,0,1,1,1,0,1], [.1,.4,.35,.8,.4,.4,.9])}. */
    @Test
    void ties_countHalf_asInScikitLearn() {
        boolean[] positive = {false, false, true, true, true, false, true};
        double[] scores = {.1, .4, .35, .8, .4, .4, .9};
        RankCurve curve = new RankCurve();
        for (int i = 0; i < scores.length; i++) {
            curve.add(positive[i], scores[i]);
        }
        assertThat(curve.auc()).isEqualTo(0.75);
        // One positive and two negatives share the bin of 0.4, out of twelve pairs.
        assertThat(curve.aucError()).isCloseTo(2 / 24.0, within(1e-15));
        // By distinct score: .1, .35, .4, .8, .9.
        assertThat(RankCurve.area(new long[] {0, 1, 1, 1, 1}, new long[] {1, 0, 2, 0, 0}))
                .isEqualTo(0.75);
    }

    @Test
    void aConstantModel_isAHalf_withAnErrorOfAHalf() {
        RankCurve curve = new RankCurve();
        for (int i = 0; i < 10; i++) {
            curve.add(i < 3, 0.5);
        }
        assertThat(curve.auc()).isEqualTo(0.5);
        assertThat(curve.aucError()).isEqualTo(0.5);
    }

    @Test
    void bins_areOrderedAsTheScoresAre_fromEndToEnd() {
        double[] ascending = {0, 1e-30, 7e-6, 8e-6, 1e-3, 0.25, 0.499, 0.5, 0.501, 0.75, 0.999, 1 - 8e-6, 1};
        for (int i = 0; i < ascending.length; i++) {
            for (int j = i + 1; j < ascending.length; j++) {
                RankCurve curve = new RankCurve();
                curve.add(false, ascending[i]);
                curve.add(true, ascending[j]);
                boolean together = ascending[j] < 0x1p-17;
                assertThat(curve.auc())
                        .as(ascending[i] + " below " + ascending[j])
                        .isEqualTo(together ? 0.5 : 1);
            }
        }
    }

    @Test
    void anyOrder_anySplit_andAnyDetour_giveTheSameState() {
        Random random = new Random(32);
        List<Outcome> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(anyOutcome(random, 2));
        }
        long[] whole = count(records).state();
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(records, random);
            int cut = random.nextInt(records.size());
            RankCurve merged = count(records.subList(0, cut));
            Outcome detour = anyOutcome(random, 2);
            merged.add(detour.positive, detour.score);
            merged.merge(count(records.subList(cut, records.size())));
            assertThat(merged.state()).isNotEqualTo(whole);
            merged.remove(detour.positive, detour.score);
            assertThat(merged.state()).isEqualTo(whole);
            assertThat(merged.samples()).isEqualTo(300);
        }
    }

    @Test
    void stateRoundTrips_andLeavesTheOriginalAlone() {
        RankCurve curve = count(List.of(new Outcome(true, 0.75), new Outcome(false, 0.25), new Outcome(false, 0.8)));
        long[] state = curve.state();
        RankCurve copy = RankCurve.fromState(state);
        assertThat(copy.state()).isEqualTo(state);
        assertThat(copy.negatives()).isEqualTo(2);
        assertThat(copy.auc()).isEqualTo(0.5);
        copy.add(true, 0.1);
        assertThat(curve.state()).isEqualTo(state);
    }

    @Test
    void whatDoesNotFit_isRefused_andChangesNothing() {
        RankCurve curve = count(List.of(new Outcome(true, 0.75)));
        long[] before = curve.state();
        for (double score : new double[] {Double.NaN, -0.1, 1.1}) {
            assertThatThrownBy(() -> curve.add(true, score)).hasMessageContaining("score is " + score);
        }
        assertThatThrownBy(() -> curve.remove(false, 0.75)).isInstanceOf(IllegalStateException.class);
        long[] full = before.clone();
        full[0] = UnitFixed.MAX_TERMS - 1;
        RankCurve brimming = RankCurve.fromState(full);
        assertThatThrownBy(() -> brimming.add(true, 0.5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> curve.merge(brimming)).isInstanceOf(IllegalStateException.class);
        assertThat(brimming.state()).isEqualTo(full);
        assertThat(curve.state()).isEqualTo(before);
        full[1] = 1;
        assertThatThrownBy(() -> RankCurve.fromState(full)).hasMessageContaining("together at most");
        full[1] = -1;
        assertThatThrownBy(() -> RankCurve.fromState(full)).hasMessageContaining("state[1] is -1");
        assertThatThrownBy(() -> RankCurve.fromState(new long[3])).hasMessageContaining("state has 3 longs");
    }

    private static double overPairs(List<Outcome> records) {
        double ordered = 0;
        long pairs = 0;
        for (Outcome a : records) {
            for (Outcome b : records) {
                if (a.positive && !b.positive) {
                    ordered += a.score > b.score ? 1 : a.score == b.score ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return ordered / pairs;
    }

    private static Outcome anyOutcome(Random random, int power) {
        boolean positive = random.nextInt(3) == 0;
        double even = random.nextInt(5) == 0 ? (1 + random.nextInt(8)) / 8.0 : random.nextDouble();
        return new Outcome(positive, Math.pow(even, positive ? power : 2 * power));
    }

    private static RankCurve count(List<Outcome> records) {
        RankCurve curve = new RankCurve();
        records.forEach(record -> curve.add(record.positive, record.score));
        return curve;
    }
}
