package io.plumbline.metrics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class ConfusionCountsTest {
    private static final double BOUND = 1e-12;

    private record Outcome(int actual, int predicted) {}

    @Test
    void everyValue_isNaN_beforeTheFirstRecord() {
        ConfusionCounts counts = new ConfusionCounts();
        assertThat(counts.samples()).isZero();
        assertThat(counts.classes()).isEmpty();
        assertThat(counts.state()).isEmpty();
        assertThat(new double[] {
                    counts.accuracy(),
                    counts.balancedAccuracy(),
                    counts.precisionMacro(),
                    counts.precisionMicro(),
                    counts.precisionWeighted(),
                    counts.recallMacro(),
                    counts.recallMicro(),
                    counts.recallWeighted(),
                    counts.f1Macro(),
                    counts.f1Micro(),
                    counts.f1Weighted()
                })
                .containsOnly(Double.NaN);
    }

    @Test
    void values_areThoseOfTheBatchFormulas_afterEveryRecord() {
        Random random = new Random(5);
        ConfusionCounts counts = new ConfusionCounts();
        List<Outcome> records = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Outcome record = anyOutcome(random);
            counts.add(record.actual, record.predicted);
            records.add(record);
            assertMatchesBatch(counts, records);
        }
    }

    @Test
    void macroF1_isTheMeanOfTheClassesF1_asInScikitLearn() {
        int[] actual = {0, 0, 0, 1, 1, 2};
        int[] predicted = {0, 0, 1, 1, 0, 0};
        ConfusionCounts counts = new ConfusionCounts();
        for (int i = 0; i < actual.length; i++) {
            counts.add(actual[i], predicted[i]);
        }
        assertThat(counts.f1Macro()).isCloseTo(0.3571, within(5e-5));
        assertThat(counts.accuracy()).isEqualTo(0.5);
        assertThat(counts.f1Weighted()).isCloseTo((3 * (4.0 / 7) + 2 * 0.5) / 6, within(BOUND));
        assertThat(counts.of(2)).isEqualTo(new ClassCounts(2, 0, 0, 1));
        assertThat(counts.of(2).precision()).isZero();
    }

    @Test
    void oneClass_allRight_isOneEverywhere() {
        ConfusionCounts counts = new ConfusionCounts();
        counts.add(7, 7);
        counts.add(7, 7);
        assertThat(counts.classes()).containsExactly(new ClassCounts(7, 2, 0, 0));
        assertThat(counts.f1Macro()).isOne();
        assertThat(counts.balancedAccuracy()).isOne();
        assertThat(counts.precisionWeighted()).isOne();
    }

    @Test
    void classOnlyPredicted_countsInMacroF1_butNotInBalancedAccuracy() {
        ConfusionCounts counts = new ConfusionCounts();
        counts.add(0, 0);
        counts.add(0, 1);
        assertThat(counts.balancedAccuracy()).isEqualTo(0.5);
        assertThat(counts.recallMacro()).isEqualTo(0.25);
        assertThat(counts.f1Macro()).isCloseTo(1.0 / 3, within(BOUND));
    }

    @Test
    void truthIsTheFirstIndex() {
        ConfusionCounts counts = new ConfusionCounts();
        counts.add(3, 4);
        assertThat(counts.count(3, 4)).isOne();
        assertThat(counts.count(4, 3)).isZero();
        assertThat(counts.fn(3)).isOne();
        assertThat(counts.fp(4)).isOne();
        assertThat(counts.fp(3) + counts.fn(4) + counts.tp(3)).isZero();
    }

    @Test
    void distantIndices_needNoRoomBetweenThem() {
        ConfusionCounts counts = new ConfusionCounts();
        for (int i = 0; i < 1_000; i++) {
            counts.add(Integer.MAX_VALUE - i, i);
        }
        counts.add(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(counts.samples()).isEqualTo(1_001);
        assertThat(counts.classes()).hasSize(2_000);
        assertThat(counts.count(Integer.MAX_VALUE - 999, 999)).isOne();
        assertThat(counts.tp(Integer.MAX_VALUE)).isOne();
    }

    @Test
    void removedClasses_areForgotten() {
        ConfusionCounts counts = new ConfusionCounts();
        counts.add(1, 1);
        for (int i = 0; i < 10_000; i++) {
            counts.add(i, i + 1);
            counts.remove(i, i + 1);
        }
        assertThat(counts.state()).containsExactly(1, 1, 1);
        assertThat(counts.classes()).containsExactly(new ClassCounts(1, 1, 0, 0));
        assertThat(counts.f1Macro()).isOne();
    }

    @Test
    void anyOrder_anySplit_andAnyDetour_giveTheSameState() {
        Random random = new Random(6);
        List<Outcome> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(anyOutcome(random));
        }
        ConfusionCounts whole = count(records);
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(records, random);
            int cut = random.nextInt(records.size());
            ConfusionCounts merged = count(records.subList(0, cut));
            Outcome detour = anyOutcome(random);
            merged.add(detour.actual, detour.predicted);
            merged.merge(count(records.subList(cut, records.size())));
            assertThat(merged.state()).isNotEqualTo(whole.state());
            merged.remove(detour.actual, detour.predicted);
            assertThat(merged.state()).isEqualTo(whole.state());
            assertThat(merged.samples()).isEqualTo(whole.samples());
            assertThat(merged.f1Macro()).isEqualTo(whole.f1Macro());
        }
    }

    @Test
    void severalAtOnce_areAsManyAddedSingly_andNoneChangesNothing() {
        ConfusionCounts counts = new ConfusionCounts();
        counts.add(0, 1, 3);
        counts.add(2, 2, 0);
        assertThat(counts.state())
                .isEqualTo(count(Collections.nCopies(3, new Outcome(0, 1))).state());
        assertThat(counts.samples()).isEqualTo(3);
        assertThatThrownBy(() -> counts.add(0, 1, -1)).hasMessageContaining("times is -1");
        assertThat(counts.samples()).isEqualTo(3);
    }

    @Test
    void mergingWithItself_doubles() {
        ConfusionCounts counts = count(List.of(new Outcome(0, 1), new Outcome(1, 1)));
        counts.merge(counts);
        assertThat(counts.state()).containsExactly(0, 1, 2, 1, 1, 2);
        assertThat(counts.samples()).isEqualTo(4);
    }

    @Test
    void stateRoundTrips() {
        ConfusionCounts counts = count(List.of(new Outcome(2, 1), new Outcome(0, 0), new Outcome(2, 1)));
        assertThat(counts.state()).containsExactly(0, 0, 1, 2, 1, 2);
        ConfusionCounts copy = ConfusionCounts.fromState(counts.state());
        assertThat(copy.state()).isEqualTo(counts.state());
        assertThat(copy.samples()).isEqualTo(3);
    }

    @Test
    void impossibleState_isRefused() {
        assertThatThrownBy(() -> ConfusionCounts.fromState(new long[] {1, 2})).hasMessageContaining("multiple of 3");
        assertThatThrownBy(() -> ConfusionCounts.fromState(new long[] {1, 2, 0}))
                .hasMessageContaining("count > 0");
        assertThatThrownBy(() -> ConfusionCounts.fromState(new long[] {1, 1L << 32, 1}))
                .hasMessageContaining("state[1]");
        assertThatThrownBy(() -> ConfusionCounts.fromState(new long[] {-1, 2, 1}))
                .hasMessageContaining("state[0]");
    }

    @Test
    void impossibleRecords_areRefused_andChangeNothing() {
        ConfusionCounts counts = count(List.of(new Outcome(0, 1)));
        assertThatThrownBy(() -> counts.add(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> counts.add(0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> counts.remove(1, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("actual 1, predicted 0");
        assertThat(counts.state()).containsExactly(0, 1, 1);
        assertThat(counts.samples()).isOne();
    }

    private static void assertMatchesBatch(ConfusionCounts counts, List<Outcome> records) {
        TreeSet<Integer> labels = new TreeSet<>();
        records.forEach(r -> Collections.addAll(labels, r.actual, r.predicted));
        assertThat(counts.samples()).isEqualTo(records.size());
        assertThat(counts.accuracy()).isCloseTo(share(records, r -> r.actual == r.predicted ? 1 : 0), within(BOUND));
        assertThat(counts.f1Micro()).isEqualTo(counts.accuracy());
        double precision = 0;
        double recall = 0;
        double f1 = 0;
        double weightedPrecision = 0;
        double weightedRecall = 0;
        double weightedF1 = 0;
        double recallOfTrueClasses = 0;
        int trueClasses = 0;
        for (int c : labels) {
            long hit = records.stream()
                    .filter(r -> r.actual == c && r.predicted == c)
                    .count();
            long truth = records.stream().filter(r -> r.actual == c).count();
            long answered = records.stream().filter(r -> r.predicted == c).count();
            double p = answered == 0 ? 0 : hit / (double) answered;
            double r = truth == 0 ? 0 : hit / (double) truth;
            double f = p + r == 0 ? 0 : 2 * p * r / (p + r);
            assertThat(counts.tp(c)).isEqualTo(hit);
            assertThat(counts.fp(c)).isEqualTo(answered - hit);
            assertThat(counts.fn(c)).isEqualTo(truth - hit);
            precision += p;
            recall += r;
            f1 += f;
            weightedPrecision += p * truth;
            weightedRecall += r * truth;
            weightedF1 += f * truth;
            trueClasses += truth > 0 ? 1 : 0;
            recallOfTrueClasses += r;
        }
        assertThat(counts.precisionMacro()).isCloseTo(precision / labels.size(), within(BOUND));
        assertThat(counts.recallMacro()).isCloseTo(recall / labels.size(), within(BOUND));
        assertThat(counts.f1Macro()).isCloseTo(f1 / labels.size(), within(BOUND));
        assertThat(counts.precisionWeighted()).isCloseTo(weightedPrecision / records.size(), within(BOUND));
        assertThat(counts.recallWeighted()).isCloseTo(weightedRecall / records.size(), within(BOUND));
        assertThat(counts.f1Weighted()).isCloseTo(weightedF1 / records.size(), within(BOUND));
        assertThat(counts.balancedAccuracy()).isCloseTo(recallOfTrueClasses / trueClasses, within(BOUND));
    }

    private static double share(List<Outcome> records, ToDoubleFunction<Outcome> value) {
        return records.stream().mapToDouble(value).average().orElseThrow();
    }

    /** Skewed, with classes that are only ever true (8) or only ever predicted (9). */
    private static Outcome anyOutcome(Random random) {
        int actual = random.nextInt(20) == 0 ? 8 : (int) Math.min(7, Math.abs(random.nextGaussian() * 3));
        int guess = random.nextInt(3) > 0 ? actual : random.nextInt(8);
        return new Outcome(actual, guess == 8 ? 9 : guess);
    }

    private static ConfusionCounts count(List<Outcome> records) {
        ConfusionCounts counts = new ConfusionCounts();
        records.forEach(r -> counts.add(r.actual, r.predicted));
        return counts;
    }
}
