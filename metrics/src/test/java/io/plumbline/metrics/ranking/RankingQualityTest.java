package io.plumbline.metrics.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RankingQualityTest {
    /** Half a quantum, plus what double arithmetic leaves. */
    private static final double BOUND = 0x1p-33 + 1e-12;

    @Test
    void everyValue_isNaN_beforeTheFirstQuery() {
        assertAllNaN(new RankingQuality());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void values_areTheMeansOverEveryOrderOfTiedItems_afterEveryQuery(int cut) {
        Random random = new Random(7);
        RankingQuality quality = new RankingQuality(RankingDefinition.atCut(cut));
        List<BatchRanking> batch = new ArrayList<>();
        long noRelevant = 0;
        for (int i = 0; i < 400; i++) {
            RankedQuery query = anyQuery(random);
            quality.add(query);
            if (BatchRanking.ideal(query.relevance().values()).isEmpty()) {
                noRelevant++;
            } else {
                batch.add(BatchRanking.expected(query, cut));
            }
            assertThat(quality.noRelevantQueries()).isEqualTo(noRelevant);
            assertThat(quality.samples()).isEqualTo(batch.size());
            assertMean(quality.ndcg(), batch, BatchRanking::ndcg);
            assertMean(quality.map(), batch, BatchRanking::ap);
            assertMean(quality.mrr(), batch, BatchRanking::rr);
            assertMean(quality.hitRate(), batch, BatchRanking::hit);
            assertMean(quality.recall(), batch, BatchRanking::recall);
        }
        assertThat(noRelevant).isBetween(10L, 200L);
    }

    @Test
    void severalAtOnce_areAsManyAddedSingly() {
        Random random = new Random(17);
        RankingQuality singly = new RankingQuality();
        RankingQuality atOnce = new RankingQuality();
        for (int times = 0; times < 5; times++) {
            QueryScores query = score(anyQuery(random), TieMode.EXPECTED);
            atOnce.add(query, times);
            for (int i = 0; i < times; i++) {
                singly.add(query);
            }
        }
        assertThat(atOnce.state()).isEqualTo(singly.state());
        QueryScores query = score(anyQuery(random), TieMode.EXPECTED);
        assertThatThrownBy(() -> atOnce.add(query, -1)).hasMessageContaining("times is -1");
        assertThat(atOnce.state()).isEqualTo(singly.state());
    }

    @Test
    void strictOrders_areBoundedByTheBestAndTheWorst_andSurroundTheExpected() {
        Random random = new Random(8);
        for (int i = 0; i < 500; i++) {
            RankedQuery query = anyQuery(random);
            QueryScores best = score(query, TieMode.OPTIMISTIC);
            QueryScores worst = score(query, TieMode.PESSIMISTIC);
            for (TieMode ties : TieMode.values()) {
                long[] value = score(query, ties).toLongs();
                for (int j = 0; j < value.length; j++) {
                    assertThat(value[j]).isBetween(worst.toLongs()[j], best.toLongs()[j]);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TieMode.class)
    void withoutTies_everyModeIsTheBatchFormula(TieMode ties) {
        RankedQuery query = new RankedQuery(
                List.of("a", "b", "c", "d"), new double[] {1, 4, 2, 3}, Map.of("a", 1.0, "c", 2.0, "missed", 5.0));
        BatchRanking batch = BatchRanking.strict(query, List.of(1, 3, 2, 0), 3);
        assertThat(score(query, ties))
                .isEqualTo(new QueryScores(
                        true,
                        UnitFixed.of(batch.ndcg()),
                        UnitFixed.of(batch.ap()),
                        UnitFixed.of(batch.rr()),
                        UnitFixed.of(batch.hit()),
                        UnitFixed.of(batch.recall())));
    }

    @Test
    void servedOrder_breaksTiesByPosition() {
        RankedQuery query = new RankedQuery(List.of("b", "a", "c"), new double[] {0.0, -0.0, 1}, Map.of("a", 1.0));
        assertThat(score(query, TieMode.SERVED_ORDER).reciprocalRank()).isEqualTo(UnitFixed.of(1 / 3.0));
        assertThat(score(query, TieMode.EXPECTED).reciprocalRank()).isEqualTo(UnitFixed.of((1 / 2.0 + 1 / 3.0) / 2));
    }

    @Test
    void queryWithoutARelevantItem_isCountedApart() {
        RankingQuality quality = new RankingQuality();
        quality.add(new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 0.0, "b", 0.0)));
        quality.add(new RankedQuery(List.of("a"), new double[] {1}, Map.of()));
        assertThat(quality.noRelevantQueries()).isEqualTo(2);
        assertAllNaN(quality);
        RankingQuality candidates =
                new RankingQuality(RankingDefinition.standard().withIdeal(Ideal.CANDIDATES));
        candidates.add(new RankedQuery(List.of("a"), new double[] {1}, Map.of("missed", 3.0)));
        assertThat(candidates.noRelevantQueries()).isOne();
    }

    @Test
    void emptyAnswer_countsZero() {
        RankingQuality quality = new RankingQuality();
        quality.add(new RankedQuery(List.of(), new double[0], Map.of("missed", 1.0)));
        assertThat(quality.samples()).isOne();
        assertThat(new double[] {quality.ndcg(), quality.map(), quality.mrr(), quality.hitRate(), quality.recall()})
                .containsOnly(0.0);
    }

    @Test
    void perfectAnswer_countsOne() {
        RankingQuality quality = new RankingQuality();
        quality.add(
                new RankedQuery(List.of("x", "y", "z"), new double[] {3, 2, 1}, Map.of("x", 2.3, "y", 0.7, "z", 0.1)));
        assertThat(quality.state())
                .containsExactly(1, 0, UnitFixed.ONE, UnitFixed.ONE, UnitFixed.ONE, UnitFixed.ONE, UnitFixed.ONE);
    }

    @Test
    void anyOrder_anySplit_andAnyDetour_giveTheSameBits() {
        Random random = new Random(9);
        List<RankedQuery> queries = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            queries.add(anyQuery(random));
        }
        long[] whole = count(queries).state();
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(queries, random);
            int cut = random.nextInt(queries.size());
            RankingQuality merged = count(queries.subList(0, cut));
            QueryScores detour = merged.add(anyQuery(random));
            merged.merge(count(queries.subList(cut, queries.size())));
            assertThat(merged.state()).isNotEqualTo(whole);
            merged.remove(QueryScores.fromLongs(detour.toLongs()));
            assertThat(merged.state()).isEqualTo(whole);
            assertThat(RankingQuality.fromState(merged.definition(), merged.state())
                            .ndcg())
                    .isEqualTo(merged.ndcg());
        }
    }

    @Test
    void whatCannotBe_isRefused_andChangesNothing() {
        RankingQuality quality = new RankingQuality();
        QueryScores perfect = quality.add(new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 1.0)));
        quality.remove(perfect);
        assertThatThrownBy(() -> quality.remove(perfect))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot remove");
        assertThat(quality.state()).containsOnly(0);
        assertThatThrownBy(() -> quality.merge(new RankingQuality(RankingDefinition.atCut(5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@5/")
                .hasMessageContaining("@10/");
        assertThatThrownBy(
                        () -> RankingQuality.fromState(RankingDefinition.standard(), new long[] {1, 0, -1, 0, 0, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QueryScores.fromLongs(new long[] {0, 1, 0, 0, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QueryScores.fromLongs(new long[] {2, 0, 0, 0, 0, 0}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void queriesBeyondTheRoom_areRefused() {
        long[] full = {UnitFixed.MAX_TERMS, 0, UnitFixed.MAX_TERMS * UnitFixed.ONE, 0, 0, 0, 0};
        RankingQuality quality = RankingQuality.fromState(RankingDefinition.standard(), full);
        assertThat(quality.ndcg()).isOne();
        RankedQuery perfect = new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 1.0));
        assertThatThrownBy(() -> quality.add(perfect)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> quality.merge(quality)).isInstanceOf(IllegalStateException.class);
        assertThat(quality.state()).isEqualTo(full);
    }

    @Test
    void invalidQueries_areRefused_sayingWhere() {
        Map<String, Double> judged = Map.of("a", 1.0);
        assertRefused(List.of("a"), new double[] {1, 2}, judged, "items has 1 ids, scores 2 values");
        assertRefused(List.of("a", "a"), new double[] {1, 2}, judged, "item a is served twice");
        assertRefused(List.of("a"), new double[] {Double.NaN}, judged, "score of item a is NaN");
        assertRefused(List.of("a"), new double[] {1}, Map.of("b", -1.0), "relevance of item b is -1.0");
        assertRefused(List.of("a"), new double[] {1}, Map.of("b", Double.POSITIVE_INFINITY), "relevance of item b");
        RankedQuery steep = new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 2_000.0));
        RankingDefinition exponential = RankingDefinition.standard().withGain(Gain.EXPONENTIAL);
        assertThatThrownBy(() -> QueryScores.of(steep, exponential)).hasMessageContaining("relevance is 2000.0");
        assertThatThrownBy(() -> RankingDefinition.atCut(0)).hasMessageContaining("cut is 0");
    }

    @Test
    void definitionHasAName() {
        assertThat(RankingDefinition.standard().id())
                .isEqualTo("@10/gain=linear/ties=expected/ideal=judged/empty=skip");
    }

    private static void assertRefused(
            List<String> items, double[] scores, Map<String, Double> relevance, String message) {
        assertThatThrownBy(() -> new RankedQuery(items, scores, relevance))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static void assertAllNaN(RankingQuality quality) {
        assertThat(quality.samples()).isZero();
        assertThat(new double[] {quality.ndcg(), quality.map(), quality.mrr(), quality.hitRate(), quality.recall()})
                .containsOnly(Double.NaN);
    }

    private static void assertMean(double value, List<BatchRanking> batch, ToDoubleFunction<BatchRanking> part) {
        if (!batch.isEmpty()) {
            assertThat(value)
                    .isCloseTo(batch.stream().mapToDouble(part).average().orElseThrow(), within(BOUND));
        }
    }

    private static QueryScores score(RankedQuery query, TieMode ties) {
        return QueryScores.of(query, RankingDefinition.atCut(3).withTies(ties));
    }

    private static RankingQuality count(List<RankedQuery> queries) {
        RankingQuality quality = new RankingQuality();
        queries.forEach(quality::add);
        return quality;
    }

    /** Up to six items with few distinct scores, some unjudged, some judged and not served. */
    private static RankedQuery anyQuery(Random random) {
        int size = random.nextInt(7);
        List<String> items = new ArrayList<>();
        double[] scores = new double[size];
        Map<String, Double> relevance = new HashMap<>();
        for (int i = 0; i < size; i++) {
            items.add("item" + i);
            scores[i] = random.nextInt(3);
            if (random.nextInt(4) > 0) {
                relevance.put("item" + i, (double) Math.max(0, random.nextInt(6) - 2));
            }
        }
        for (int i = 0; i < random.nextInt(3); i++) {
            relevance.put("missed" + i, (double) random.nextInt(3));
        }
        return new RankedQuery(items, scores, relevance);
    }
}
