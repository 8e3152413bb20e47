package io.plumbline.metrics.topk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.StatisticLaws;
import io.plumbline.metrics.exact.UnitFixed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TopKHitsTest {
    private static final int[] CUTS = {1, 2, 3, 5};

    private record Scored(double[] scores, int actual) {}

    @Test
    void values_areNaN_beforeTheFirstRecord() {
        assertThat(new TopKHits(TopKTies.FRACTIONAL, CUTS).accuracy(1)).isNaN();
    }

    @Test
    void equalScores_countAsTheTieModeSays() {
        double[] equal = {.3, .3, .3, .1};
        assertThat(hits(TopKTies.HIGHEST_INDEX, equal)).containsExactly(0, 0, 1, 0);
        assertThat(hits(TopKTies.LOWEST_INDEX, equal)).containsExactly(1, 0, 0, 0);
        assertThat(hits(TopKTies.PESSIMISTIC, equal)).containsExactly(0, 0, 0, 0);
        for (double hit : hits(TopKTies.FRACTIONAL, new double[] {.3, .3, .3})) {
            assertThat(hit).isCloseTo(1 / 3.0, within(0x1p-33));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HIGHEST_INDEX", "LOWEST_INDEX"})
    void values_areThoseOfASort_afterEveryRecord(TopKTies ties) {
        TopKHits hits = new TopKHits(ties, CUTS);
        long[] expected = new long[CUTS.length];
        int samples = 0;
        for (Scored record : records(11, 300)) {
            hits.add(record.scores, record.actual);
            samples++;
            Comparator<Integer> byScore = Comparator.comparingDouble(c -> -record.scores[c]);
            List<Integer> order = IntStream.range(0, record.scores.length)
                    .boxed()
                    .sorted(byScore.thenComparingInt(c -> ties == TopKTies.LOWEST_INDEX ? c : -c))
                    .toList();
            for (int i = 0; i < CUTS.length; i++) {
                expected[i] += order.indexOf(record.actual) < CUTS[i] ? 1 : 0;
                assertThat(hits.accuracy(CUTS[i])).isEqualTo(expected[i] / (double) samples);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void lawsHold(TopKTies ties) {
        new StatisticLaws<TopKHits, Scored>(
                        () -> new TopKHits(ties, CUTS),
                        (hits, r) -> hits.add(r.scores, r.actual),
                        (hits, r) -> hits.remove(ties.rank(r.scores, r.actual)),
                        TopKHits::merge,
                        TopKHits::state,
                        state -> TopKHits.fromState(ties, CUTS, state))
                .hold(records(12, 200), records(13, 50));
    }

    @Test
    void aRecordThatWasNotAdded_cannotBeTakenOut() {
        TopKHits hits = new TopKHits(TopKTies.LOWEST_INDEX, CUTS);
        assertThatThrownBy(() -> hits.remove(new double[] {.1, .9}, 0)).isInstanceOf(IllegalStateException.class);
        hits.add(new double[] {.1, .9}, 0);
        assertThatThrownBy(() -> hits.remove(new double[] {.1, .9}, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no such record");
        assertThat(hits.state()).containsExactly(1, 0, UnitFixed.ONE, UnitFixed.ONE, UnitFixed.ONE);
    }

    @Test
    void whatCannotBeRanked_isRefused() {
        TopKHits hits = new TopKHits(TopKTies.LOWEST_INDEX, 1);
        assertThatThrownBy(() -> hits.add(new double[] {.1, Double.NaN}, 0)).hasMessage("score of class 1 is NaN");
        assertThatThrownBy(() -> hits.add(new double[] {.1, Double.NaN}, 1)).hasMessage("score of class 1 is NaN");
        assertThatThrownBy(() -> hits.add(new double[] {.1, .2}, 2))
                .hasMessage("actual is 2, expected an index of 2 classes");
        assertThat(hits.samples()).isZero();
        assertThatThrownBy(() -> new TopKHits(TopKTies.LOWEST_INDEX, 2, 1)).hasMessageContaining("ascending");
        assertThatThrownBy(() -> hits.accuracy(2)).hasMessage("k is 2, expected one of [1]");
        assertThatThrownBy(() -> TopKHits.fromState(TopKTies.LOWEST_INDEX, new int[] {1}, new long[] {0, 1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double[] hits(TopKTies ties, double[] scores) {
        return IntStream.range(0, scores.length)
                .mapToDouble(actual -> {
                    TopKHits hits = new TopKHits(ties, 1);
                    hits.add(scores, actual);
                    return hits.hits(1);
                })
                .toArray();
    }

    private static List<Scored> records(int seed, int count) {
        Random random = new Random(seed);
        List<Scored> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new Scored(
                    random.doubles(6).map(score -> Math.rint(score * 4) / 4).toArray(), random.nextInt(6)));
        }
        return records;
    }
}
