package io.plumbline.metrics.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.StatisticLaws;
import io.plumbline.metrics.exact.UnitFixed;
import io.plumbline.metrics.ranking.RankingRules.ApDenominator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RankingCutsTest {
    private static final RankingRules STANDARD = RankingRules.standard();
    private static final int[] CUTS = {1, 3, 5, RankingDefinition.WHOLE_LIST};
    private static final double BOUND = 0x1p-33 + 1e-12;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyValue_isTheMeanOverAllOrdersOfTiedItems_andLiesInTheIntervalOfTheirExtremes(int seed) {
        Random random = new Random(seed);
        QueryScorer scorer = new QueryScorer(STANDARD, CUTS);
        int tied = 0;
        for (int i = 0; i < 60; i++) {
            RankedQuery query = query(random, 1 + random.nextInt(6), 3);
            CutScores scores = scorer.score(query);
            if (!scores.scored()) {
                continue;
            }
            for (int cut = 0; cut < CUTS.length; cut++) {
                List<double[]> perOrder = AllOrders.values(query, CUTS[cut]);
                for (RankingMetric metric : RankingMetric.values()) {
                    double[] values = perOrder.stream()
                            .mapToDouble(one -> one[metric.ordinal()])
                            .toArray();
                    double mean = Arrays.stream(values).average().orElseThrow();
                    double least = Arrays.stream(values).min().orElseThrow();
                    double most = Arrays.stream(values).max().orElseThrow();
                    assertThat(UnitFixed.toDouble(scores.value(metric, cut)))
                            .as("%s@%s of %s", metric, CUTS[cut], query)
                            .isCloseTo(mean, within(BOUND));
                    if (metric != RankingMetric.UNJUDGED) {
                        assertThat(UnitFixed.toDouble(scores.unluckiest(metric, cut)))
                                .isCloseTo(least, within(2 * BOUND));
                        assertThat(UnitFixed.toDouble(scores.luckiest(metric, cut)))
                                .isCloseTo(most, within(2 * BOUND));
                    }
                    tied += most > least ? 1 : 0;
                }
            }
        }
        assertThat(tied).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource
    void eachCut_givesWhatItGivesAlone(TieMode ties) {
        Random random = new Random(17);
        RankingRules rules = STANDARD.withTies(ties);
        for (int i = 0; i < 50; i++) {
            RankedQuery query = query(random, random.nextInt(30), 4);
            CutScores all = new QueryScorer(rules, CUTS).score(query);
            for (int cut = 0; cut < CUTS.length && all.scored(); cut++) {
                CutScores alone = new QueryScorer(rules, CUTS[cut]).score(query);
                for (RankingMetric metric : RankingMetric.values()) {
                    assertThat(all.value(metric, cut)).isEqualTo(alone.value(metric, 0));
                    assertThat(all.luckiest(metric, cut)).isEqualTo(alone.luckiest(metric, 0));
                    assertThat(all.unluckiest(metric, cut)).isEqualTo(alone.unluckiest(metric, 0));
                }
            }
        }
    }

    @Test
    void scoresThatDifferInTheirLastBit_doNotTie_andAreInOrder() {
        List<String> items = new ArrayList<>();
        double[] scores = new double[200];
        Map<String, Double> relevance = new HashMap<>();
        List<Integer> ranks = new ArrayList<>(IntStream.range(0, 200).boxed().toList());
        Collections.shuffle(ranks, new Random(4));
        for (int i = 0; i < 200; i++) {
            items.add("i" + i);
            scores[i] = 1 - ranks.get(i) * 0x1p-53;
            if (ranks.get(i) == 6) {
                relevance.put("i" + i, 1.0);
            }
        }
        RankingCuts cuts = new RankingCuts(STANDARD, 6, 7);
        cuts.add(new RankedQuery(items, scores, relevance));
        assertThat(cuts.mean(RankingMetric.RECIPROCAL_RANK, 7)).isCloseTo(1 / 7.0, within(BOUND));
        assertThat(cuts.luckiest(RankingMetric.HIT, 6)).isZero();
        assertThat(cuts.unluckiest(RankingMetric.HIT, 7)).isEqualTo(1);
    }

    @Test
    void negativeScoresAndZeros_areInOrder() {
        RankingCuts cuts = new RankingCuts(STANDARD, 1, 2, 3, 4);
        cuts.add(new RankedQuery(
                List.of("a", "b", "c", "d"), new double[] {-3, 0.0, -0.5, 2}, Map.of("a", 0.0, "c", 1.0)));
        assertThat(cuts.mean(RankingMetric.RECIPROCAL_RANK, 4)).isCloseTo(1 / 3.0, within(BOUND));
        assertThat(cuts.mean(RankingMetric.UNJUDGED, 2)).isEqualTo(1);
        assertThat(cuts.mean(RankingMetric.UNJUDGED, 4)).isEqualTo(.5);
    }

    @Test
    void choices_changeWhatTheySay() {
        RankedQuery query = new RankedQuery(
                List.of("a", "b", "c", "d"),
                new double[] {4, 3, 2, -1},
                Map.of("b", 1.0, "d", 1.0, "e", 1.0, "f", 1.0));
        assertThat(value(query, STANDARD, RankingMetric.AVERAGE_PRECISION, 2)).isCloseTo(.5 / 4, within(BOUND));
        RankingRules strict = STANDARD.withTies(TieMode.SERVED_ORDER);
        assertThat(value(query, strict.withAp(ApDenominator.MIN_R_K), RankingMetric.AVERAGE_PRECISION, 2))
                .isCloseTo(.5 / 2, within(BOUND));
        assertThat(value(query, strict.withAp(ApDenominator.HITS), RankingMetric.AVERAGE_PRECISION, 2))
                .isCloseTo(.5, within(BOUND));
        assertThat(value(query, strict.withAp(ApDenominator.HITS), RankingMetric.AVERAGE_PRECISION, 1))
                .isZero();
        assertThat(value(query, STANDARD, RankingMetric.RECIPROCAL_RANK, 1)).isZero();
        assertThat(value(
                        query,
                        STANDARD.withReciprocalRank(RankingRules.RrDepth.WHOLE_LIST),
                        RankingMetric.RECIPROCAL_RANK,
                        1))
                .isEqualTo(.5);
        assertThat(value(query, STANDARD, RankingMetric.PRECISION, 8)).isEqualTo(2 / 8.0);
        assertThat(value(
                        query,
                        STANDARD.withPrecision(RankingRules.PrecisionDenominator.SERVED),
                        RankingMetric.PRECISION,
                        8))
                .isEqualTo(2 / 4.0);
        RankingRules positive = STANDARD.withRetrieved(RankingRules.Retrieved.POSITIVE_SCORES);
        assertThat(value(query, positive, RankingMetric.RECALL, 4)).isEqualTo(1 / 4.0);
        assertThat(value(query, STANDARD, RankingMetric.RECALL, 4)).isEqualTo(2 / 4.0);
        assertThat(value(query, STANDARD.withIdeal(Ideal.CANDIDATES), RankingMetric.RECALL, 4))
                .isEqualTo(1);
        assertThatThrownBy(() -> STANDARD.withAp(ApDenominator.HITS)).hasMessageContaining("needs a strict order");
    }

    @Test
    void queriesWithoutRelevantItems_orWithoutAnswer_countAsTheRulesSay() {
        RankingCuts cuts = new RankingCuts(STANDARD, 1);
        assertThat(cuts.mean(RankingMetric.HIT, 1)).isNaN();
        RankedQuery found = new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 1.0));
        cuts.add(found);
        cuts.add(new RankedQuery(List.of(), new double[0], Map.of("a", 1.0)));
        cuts.add(new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 0.0)));
        cuts.add(new RankedQuery(List.of(), new double[0], Map.of("a", 0.0)));
        cuts.add(new RankedQuery(List.of("a"), new double[] {1}, Map.of()));

        assertThat(cuts.queries()).isEqualTo(5);
        assertThat(cuts.samples()).isEqualTo(2);
        assertThat(cuts.noRelevantQueries()).isEqualTo(2);
        assertThat(cuts.notJudgedQueries()).isEqualTo(1);
        assertThat(cuts.emptyAnswers()).isEqualTo(2);
        assertThat(hitRate(cuts, EmptyRules.NoRelevant.SKIP, EmptyRules.EmptyAnswer.ZERO))
                .isEqualTo(1 / 2.0);
        assertThat(hitRate(cuts, EmptyRules.NoRelevant.ZERO, EmptyRules.EmptyAnswer.ZERO))
                .isEqualTo(1 / 4.0);
        assertThat(hitRate(cuts, EmptyRules.NoRelevant.ONE, EmptyRules.EmptyAnswer.ZERO))
                .isEqualTo(3 / 4.0);
        assertThat(hitRate(cuts, EmptyRules.NoRelevant.SKIP, EmptyRules.EmptyAnswer.SKIP))
                .isEqualTo(1);
        assertThat(hitRate(cuts, EmptyRules.NoRelevant.ZERO, EmptyRules.EmptyAnswer.SKIP))
                .isEqualTo(1 / 2.0);
    }

    @ParameterizedTest
    @EnumSource
    void lawsHold(TieMode ties) {
        RankingRules rules = STANDARD.withTies(ties);
        QueryScorer scorer = new QueryScorer(rules, CUTS);
        Random random = new Random(31);
        List<RankedQuery> queries = IntStream.range(0, 250)
                .mapToObj(i -> query(random, random.nextInt(12), 3))
                .toList();
        new StatisticLaws<RankingCuts, RankedQuery>(
                        () -> new RankingCuts(rules, CUTS),
                        RankingCuts::add,
                        (cuts, query) -> cuts.remove(
                                CutScores.fromLongs(scorer.score(query).toLongs())),
                        RankingCuts::merge,
                        RankingCuts::state,
                        state -> RankingCuts.fromState(rules, CUTS, state))
                .hold(queries.subList(0, 200), queries.subList(200, 250));
    }

    @Test
    void whatDoesNotFit_isRefused_andChangesNothing() {
        RankingCuts cuts = new RankingCuts(STANDARD, 1, 3);
        CutScores one = cuts.add(new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 1.0)));
        long[] before = cuts.state();
        CutScores elsewhere =
                new QueryScorer(STANDARD, 1).score(new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 1.0)));
        assertThatThrownBy(() -> cuts.add(elsewhere)).hasMessage("query is scored at 1 cuts, expected 2");
        CutScores irrelevant = new QueryScorer(STANDARD, 1, 3)
                .score(new RankedQuery(List.of("a"), new double[] {1}, Map.of("a", 0.0)));
        assertThatThrownBy(() -> cuts.remove(irrelevant)).isInstanceOf(IllegalStateException.class);
        assertThat(cuts.state()).isEqualTo(before);
        cuts.remove(one);
        assertThatThrownBy(() -> cuts.remove(one)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cuts.merge(new RankingCuts(STANDARD, 1))).hasMessageContaining("expected [1, 3]");
        assertThatThrownBy(() -> new RankingCuts(STANDARD, 3, 1)).hasMessageContaining("ascending");
        assertThatThrownBy(() -> cuts.mean(RankingMetric.HIT, 2)).hasMessage("cut is 2, expected one of [1, 3]");
        assertThatThrownBy(() -> CutScores.fromLongs(new long[] {0})).isInstanceOf(IllegalArgumentException.class);
        before[5] = -1;
        assertThatThrownBy(() -> RankingCuts.fromState(STANDARD, new int[] {1, 3}, before))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double hitRate(
            RankingCuts cuts, EmptyRules.NoRelevant noRelevant, EmptyRules.EmptyAnswer emptyAnswer) {
        return cuts.mean(RankingMetric.HIT, 1, new EmptyRules(noRelevant, emptyAnswer));
    }

    private static double value(RankedQuery query, RankingRules rules, RankingMetric metric, int cut) {
        RankingCuts cuts = new RankingCuts(rules, cut);
        cuts.add(query);
        return cuts.mean(metric, cut);
    }

    /** Few distinct scores, so that items tie; some items unjudged, some judged but not served. */
    private static RankedQuery query(Random random, int size, int scores) {
        List<String> items = new ArrayList<>();
        double[] values = new double[size];
        Map<String, Double> relevance = new HashMap<>();
        for (int i = 0; i < size; i++) {
            items.add("item-" + (char) ('a' + random.nextInt(26)) + i);
            values[i] = random.nextInt(scores) - 1;
            if (random.nextInt(3) > 0) {
                relevance.put(items.get(i), (double) random.nextInt(3));
            }
        }
        if (random.nextInt(3) == 0) {
            relevance.put("missed", 2.0);
        }
        return new RankedQuery(items, values, relevance);
    }

    /** The textbook formulas over each strict order that the scores allow. */
    private static final class AllOrders {
        static List<double[]> values(RankedQuery query, int cut) {
            List<Integer> items = new ArrayList<>(
                    IntStream.range(0, query.items().size()).boxed().toList());
            items.sort(Comparator.comparingDouble(i -> -query.scores()[i]));
            List<double[]> values = new ArrayList<>();
            permute(query, items, 0, cut, values);
            return values;
        }

        private static void permute(RankedQuery query, List<Integer> items, int from, int cut, List<double[]> values) {
            if (from == items.size()) {
                values.add(strict(query, items, cut));
                return;
            }
            double score = query.scores()[items.get(from)];
            for (int i = from; i < items.size() && query.scores()[items.get(i)] == score; i++) {
                Collections.swap(items, from, i);
                permute(query, items, from + 1, cut, values);
                Collections.swap(items, from, i);
            }
        }

        private static double[] strict(RankedQuery query, List<Integer> order, int cut) {
            BatchRanking batch = BatchRanking.strict(query, order, cut);
            int shown = Math.min(cut, order.size());
            double places = cut == RankingDefinition.WHOLE_LIST ? shown : cut;
            double relevant = 0;
            double unjudged = 0;
            for (int i = 0; i < shown; i++) {
                Double relevance = query.relevance().get(query.items().get(order.get(i)));
                relevant += relevance != null && relevance > 0 ? 1 : 0;
                unjudged += relevance == null ? 1 : 0;
            }
            return new double[] {
                batch.ndcg(), batch.ap(), batch.rr(), batch.hit(), batch.recall(), relevant / places, unjudged / places
            };
        }
    }
}
