package io.plumbline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
    /** 900 items of class 0, 90 of class 1, 9 of class 2, 1 of class 3, by turns as chance has it. */
    private static final int[] CLASSES = IntStream.of(Shuffle.order(1000, 5, 0))
            .map(i -> i < 900 ? 0 : i < 990 ? 1 : i < 999 ? 2 : 3)
            .toArray();

    @ParameterizedTest
    @EnumSource(SplitConfig.Kind.class)
    void everyItem_isInExactlyOnePart(SplitConfig.Kind kind) {
        Split split = split(kind, 200, 80, 3);

        int[] all = Stream.of(split.holdout(), split.validation(), split.train())
                .flatMapToInt(IntStream::of)
                .toArray();
        assertThat(IntStream.of(all).sorted().toArray())
                .containsExactly(IntStream.range(0, 1000).toArray());
        assertThat(split.holdout()).hasSize(200).isSorted();
        assertThat(split.validation()).hasSize(80);
    }

    @ParameterizedTest
    @EnumSource(SplitConfig.Kind.class)
    void theHeldOutPart_doesNotDependOnTheValidationPart(SplitConfig.Kind kind) {
        assertThat(split(kind, 200, 80, 3).holdout())
                .isEqualTo(split(kind, 200, 300, 3).holdout())
                .isEqualTo(split(kind, 0.2, 0.1, 3).holdout());
        if (kind != SplitConfig.Kind.TIME) {
            assertThat(split(kind, 200, 80, 3).holdout())
                    .isNotEqualTo(split(kind, 200, 80, 4).holdout());
        }
    }

    @Test
    void theRandomOrder_isTheOneOfThePlainShuffle() {
        assertThat(split(SplitConfig.Kind.RANDOM, 200, 80, 3).holdout())
                .isEqualTo(Split.of(1000, 200, 80, 3).holdout());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 250})
    void stratified_givesEachClassItsShareOfEveryPart_toWithinOne(int size) {
        Split split = split(SplitConfig.Kind.STRATIFIED, size, size, 11);

        for (int[] part : new int[][] {split.holdout(), split.validation()}) {
            int[] counts = counts(part);
            assertThat(counts[0]).isBetween((int) Math.floor(0.9 * size) - 1, (int) Math.ceil(0.9 * size) + 1);
            assertThat(counts[1]).isBetween((int) Math.floor(0.09 * size) - 1, (int) Math.ceil(0.09 * size) + 1);
            assertThat(counts[2]).isBetween((int) Math.floor(0.009 * size) - 1, (int) Math.ceil(0.009 * size) + 1);
        }
        assertThat(counts(split.train())[3])
                .as("a class of one item trains")
                .isEqualTo(size < 250 ? 1 : counts(split.train())[3]);
    }

    @Test
    void stratifiedByQuantiles_takesFromEveryTenthOfTheTargets() {
        float[] targets = new float[1000];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (i * 7919) % 1000;
        }

        int[] strata = SplitConfig.quantileStrata(targets);

        int[] order = Split.stratified(strata, 1);
        int[] counts = new int[10];
        Arrays.stream(order).limit(50).forEach(item -> counts[(int) targets[item] / 100]++);
        assertThat(counts).containsOnly(5);
    }

    @Test
    void byTime_theOldestTrain_andTheNewestAreHeldOut() {
        double[] times = IntStream.range(0, 10).mapToDouble(i -> (i * 3) % 10).toArray();

        Split split = Split.of(Split.newestFirst(times), 2, 3);

        assertThat(timesOf(split.holdout(), times)).containsExactlyInAnyOrder(8.0, 9.0);
        assertThat(timesOf(split.validation(), times)).containsExactlyInAnyOrder(5.0, 6.0, 7.0);
        assertThat(timesOf(split.train(), times)).containsExactlyInAnyOrder(0.0, 1.0, 2.0, 3.0, 4.0);
    }

    @Test
    void atTheSameTime_theLaterItemIsTheNewer() {
        assertThat(Split.newestFirst(new double[] {1, 1, 0, 1})).containsExactly(3, 1, 0, 2);
    }

    @Test
    void partsThatDoNotFit_areTheExperimentsMistake() {
        assertThatThrownBy(() -> split(SplitConfig.Kind.RANDOM, 800, 200, 1))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("data.holdout and data.validation are too large")
                .hasMessageContaining("1000 items cannot be split into 800 held out, 200 to validate");
        assertThatThrownBy(() -> split(SplitConfig.Kind.RANDOM, 0, 0.0001, 1))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("data.validation is 1.0E-4, which is no item of the 1000");
    }

    @Test
    void settings_takeCountsAndFractions_andNameWhatIsNeither() {
        Map<String, Object> values = new HashMap<>(Map.of("holdout", 1.5, "validation", 0, "split", "stratifed"));
        Settings data = TestSettings.of(values);

        SplitConfig.from(data, SplitConfig.Kind.RANDOM, SplitConfig.Kind.STRATIFIED);

        assertThatThrownBy(() -> data.refuseProblems("here"))
                .hasMessageContaining("holdout is '1.5', expected a whole number in [0, 2147483647] or a fraction")
                .hasMessageContaining("validation is '0', expected a whole number in [1, 2147483647] or a fraction")
                .hasMessageContaining("did you mean 'stratified'?");
    }

    @Test
    void shuffles_leaveFixedPointsAsChanceDoes() {
        // Sattolo's algorithm, which DJL's sampler runs, never leaves an item in its place; uniform leaves one on
        // average.
        long fixed = 0;
        Set<Integer> firsts = new HashSet<>();
        for (int round = 0; round < 2000; round++) {
            int[] order = Shuffle.order(4, 1, round);
            fixed += IntStream.range(0, 4).filter(i -> order[i] == i).count();
            firsts.add(order[0]);
        }
        assertThat(fixed).isBetween(1800L, 2200L);
        assertThat(firsts).hasSize(4);
    }

    private static Split split(SplitConfig.Kind kind, double holdout, double validation, long seed) {
        return new SplitConfig(kind, holdout, validation, seed).split(new SplitConfig.Order() {
            @Override
            public int count() {
                return CLASSES.length;
            }

            @Override
            public int[] strata() {
                return CLASSES;
            }

            @Override
            public double[] times() {
                return IntStream.of(Shuffle.order(CLASSES.length, 9, 9))
                        .mapToDouble(i -> i)
                        .toArray();
            }
        });
    }

    private static int[] counts(int[] items) {
        int[] counts = new int[4];
        for (int item : items) {
            counts[CLASSES[item]]++;
        }
        return counts;
    }

    private static double[] timesOf(int[] items, double[] times) {
        return IntStream.of(items).mapToDouble(item -> times[item]).toArray();
    }
}
