package io.plumbline.metrics.ranking;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.Arrays;

/**
 * Scores queries at several cuts, sorting each query's items once.
 *
 * <p>The luckiest and the unluckiest order of tied items are scored only where tied items of different relevance reach into the
 * cuts; elsewhere all orders are worth the same.
 *
 * <p>Threads: one at a time; it keeps its working memory. Cost: for 100 items a few microseconds; nothing is allocated but the
 * result.
 */
public final class QueryScorer {
    private static final int NDCG = RankingMetric.NDCG.ordinal();

    private final RankingRules rules;
    private final int[] cuts;
    private final ServedRanks ranks = new ServedRanks();
    private final IdealGains ideal;
    private final RankWalk value;
    private final RankWalk gains;
    private final RankWalk lucky;
    private final RankWalk unlucky;

    /**
     * @param cuts ascending; {@link RankingDefinition#WHOLE_LIST} for all ranks
     * @throws IllegalArgumentException if there is no cut, one is below 1, or they do not ascend
     */
    public QueryScorer(RankingRules rules, int... cuts) {
        this.rules = rules;
        this.cuts = checkedCuts(cuts);
        ideal = new IdealGains(rules, this.cuts);
        value = new RankWalk(rules, this.cuts);
        gains = new RankWalk(rules, this.cuts);
        lucky = new RankWalk(rules, this.cuts);
        unlucky = new RankWalk(rules, this.cuts);
    }

    /** A copy of {@code cuts}. */
    static int[] checkedCuts(int[] cuts) {
        for (int i = 0; i < cuts.length; i++) {
            if (cuts[i] < 1 || (i > 0 && cuts[i] <= cuts[i - 1])) {
                throw new IllegalArgumentException(
                        "cuts are " + Arrays.toString(cuts) + ", expected >= 1 and ascending");
            }
        }
        if (cuts.length == 0) {
            throw new IllegalArgumentException("there is no cut, expected one or more");
        }
        return cuts.clone();
    }

    public RankingRules rules() {
        return rules;
    }

    public int[] cuts() {
        return cuts.clone();
    }

    /** Scores {@code query} at the first cut alone. */
    QueryScores scoreFirstCut(RankedQuery query) {
        if (!readIdeal(query)) {
            return QueryScores.NO_RELEVANT;
        }
        walk(query);
        return new QueryScores(
                true,
                quanta(RankingMetric.NDCG),
                quanta(RankingMetric.AVERAGE_PRECISION),
                quanta(RankingMetric.RECIPROCAL_RANK),
                quanta(RankingMetric.HIT),
                quanta(RankingMetric.RECALL));
    }

    private long quanta(RankingMetric metric) {
        return quanta(0, metric.ordinal());
    }

    private long quanta(int cut, int metric) {
        boolean ofGain = metric == NDCG && rules.gainTies() != rules.rankTies();
        return UnitFixed.of((ofGain ? gains : value).value(cut, metric));
    }

    private boolean readIdeal(RankedQuery query) {
        ideal.read(query);
        return ideal.relevant() > 0;
    }

    private void walk(RankedQuery query) {
        ranks.read(query, depth());
        ranks.order(query, rules.rankTies());
        value.over(ranks, rules.rankTies(), ideal);
        if (rules.gainTies() != rules.rankTies()) {
            ranks.order(query, rules.gainTies());
            gains.over(ranks, rules.gainTies(), ideal);
        }
    }

    /**
     * Scores {@code query}.
     *
     * @throws IllegalArgumentException if a relevance is too large for the {@link Gain}
     */
    public CutScores score(RankedQuery query) {
        boolean empty = query.items().isEmpty();
        if (query.relevance().isEmpty()) {
            return new CutScores(new long[] {CutScores.NOT_JUDGED});
        }
        if (!readIdeal(query)) {
            return new CutScores(new long[] {empty ? CutScores.NO_RELEVANT_EMPTY : CutScores.NO_RELEVANT});
        }
        walk(query);
        boolean chance = ranks.tiesMatterWithin(depth());
        if (chance) {
            ranks.order(query, TieMode.OPTIMISTIC);
            lucky.over(ranks, TieMode.OPTIMISTIC, ideal);
            ranks.order(query, TieMode.PESSIMISTIC);
            unlucky.over(ranks, TieMode.PESSIMISTIC, ideal);
        }
        long[] longs = new long[1 + cuts.length * CutScores.LONGS_PER_CUT];
        longs[0] = empty ? CutScores.SCORED_EMPTY : CutScores.SCORED;
        int at = 1;
        for (int cut = 0; cut < cuts.length; cut++) {
            for (int metric = 0; metric < CutScores.METRICS; metric++) {
                long quanta = quanta(cut, metric);
                longs[at] = quanta;
                if (chance && metric != RankingMetric.UNJUDGED.ordinal()) {
                    // Relevant items last is the better end for AP over the hits. A mean lies between the ends but for
                    // rounding.
                    long first = UnitFixed.of(lucky.value(cut, metric));
                    long last = UnitFixed.of(unlucky.value(cut, metric));
                    longs[at + 1] = Math.max(0, quanta - Math.min(first, last));
                    longs[at + 2] = Math.max(0, Math.max(first, last) - quanta);
                }
                at += CutScores.LONGS_PER_METRIC;
            }
        }
        return new CutScores(longs);
    }

    private int depth() {
        return rules.reciprocalRank() == RankingRules.RrDepth.WHOLE_LIST
                ? RankingDefinition.WHOLE_LIST
                : cuts[cuts.length - 1];
    }
}
