package io.plumbline.metrics.ranking;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Means over queries of every {@link RankingMetric} at several cuts, and of what the order of tied items could make of them.
 *
 * <p>A query is scored if something relevant is known about it. {@link EmptyRules} say what other queries and empty answers count as;
 * queries about which nothing was judged are in no mean. Undefined: NaN while there is no query to average over.
 *
 * <p>The interval from {@link #unluckiest} to {@link #luckiest} holds the mean for every order of the tied items of every query, and
 * both ends are reached: where it is wide, the model does not decide its ranking.
 *
 * <p>Sums are longs in quanta of 2^-32 ({@link UnitFixed}; a mean is within 2^-33 of the mean of the unrounded values): any order
 * of the same queries, any split and merge, and any query added and removed again, gives the same {@link #state()}.
 *
 * <p>Threads: one at a time. Memory: 168 bytes a cut. Cost: counting scores is one addition for each of these longs.
 */
public final class RankingCuts {
    private final RankingRules rules;
    private final int[] cuts;
    /** Made when first needed: a cell that only adds and merges scores has no use for its working memory. */
    private @Nullable QueryScorer scorer;

    /** How many queries of each kind, then sums laid out as {@link CutScores}. */
    private final long[] sums;

    /**
     * No queries yet.
     *
     * @param cuts ascending; {@link RankingDefinition#WHOLE_LIST} for all ranks
     * @throws IllegalArgumentException if there is no cut, one is below 1, or they do not ascend
     */
    public RankingCuts(RankingRules rules, int... cuts) {
        this(rules, cuts, new long[CutScores.KINDS + cuts.length * CutScores.LONGS_PER_CUT]);
    }

    private RankingCuts(RankingRules rules, int[] cuts, long[] sums) {
        this.rules = rules;
        this.cuts = QueryScorer.checkedCuts(cuts);
        this.sums = sums;
    }

    /** Scores and counts {@code query}; the result is what takes it out again. */
    public CutScores add(RankedQuery query) {
        CutScores scores = scorer().score(query);
        add(scores);
        return scores;
    }

    /**
     * Counts a query scored before, under the same rules and cuts.
     *
     * @throws IllegalArgumentException if it was scored at another number of cuts
     * @throws IllegalStateException if {@link UnitFixed#MAX_TERMS} are counted already
     */
    public void add(CutScores query) {
        change(query, 1);
    }

    /**
     * Takes out a query that was added before.
     *
     * @throws IllegalStateException if it cannot have been; then nothing has changed
     */
    public void remove(CutScores query) {
        change(query, -1);
    }

    /**
     * Adds every query of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException if it has other rules or cuts
     */
    public void merge(RankingCuts other) {
        if (!rules.equals(other.rules) || !Arrays.equals(cuts, other.cuts)) {
            throw new IllegalArgumentException("queries are scored at " + Arrays.toString(other.cuts) + " under "
                    + other.rules + ", expected " + Arrays.toString(cuts) + " under " + rules);
        }
        checkRoom(other.queries());
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
    }

    public RankingRules rules() {
        return rules;
    }

    public int[] cuts() {
        return cuts.clone();
    }

    /** Queries of every kind. */
    public long queries() {
        long queries = 0;
        for (int kind = 0; kind < CutScores.KINDS; kind++) {
            queries += sums[kind];
        }
        return queries;
    }

    /** Queries about which something relevant is known, those with an empty answer included. */
    public long samples() {
        return sums[CutScores.SCORED] + sums[CutScores.SCORED_EMPTY];
    }

    /** Queries that were judged, but nothing about them is relevant. */
    public long noRelevantQueries() {
        return sums[CutScores.NO_RELEVANT] + sums[CutScores.NO_RELEVANT_EMPTY];
    }

    /** Queries about which nothing was judged. */
    public long notJudgedQueries() {
        return sums[CutScores.NOT_JUDGED];
    }

    /** Judged queries to which nothing was served. */
    public long emptyAnswers() {
        return sums[CutScores.SCORED_EMPTY] + sums[CutScores.NO_RELEVANT_EMPTY];
    }

    /** The mean over the scored queries: {@link EmptyRules#standard()}. */
    public double mean(RankingMetric metric, int cut) {
        return mean(metric, cut, EmptyRules.standard());
    }

    /**
     * The mean over the queries that {@code empty} keeps.
     *
     * @throws IllegalArgumentException if {@code cut} is none of {@link #cuts()}
     */
    public double mean(RankingMetric metric, int cut, EmptyRules empty) {
        boolean skipsEmpty = empty.emptyAnswer() == EmptyRules.EmptyAnswer.SKIP;
        // An empty answer adds 0 to every sum.
        long scored = sums[CutScores.SCORED] + (skipsEmpty ? 0 : sums[CutScores.SCORED_EMPTY]);
        long others = sums[CutScores.NO_RELEVANT] + (skipsEmpty ? 0 : sums[CutScores.NO_RELEVANT_EMPTY]);
        double sum = sum(metric, cut);
        return switch (empty.noRelevant()) {
            case SKIP -> sum / scored;
            case ZERO -> sum / (scored + others);
            case ONE -> (sum + others) / (scored + others);
        };
    }

    /** The sum over the scored queries. */
    public double sum(RankingMetric metric, int cut) {
        return UnitFixed.toDouble(sums[at(metric, cut)]);
    }

    /** The sum for the worst order of the tied items of each query. */
    public double unluckiestSum(RankingMetric metric, int cut) {
        int at = at(metric, cut);
        return UnitFixed.toDouble(sums[at] - sums[at + 1]);
    }

    /** The sum for the best order of the tied items of each query. */
    public double luckiestSum(RankingMetric metric, int cut) {
        int at = at(metric, cut);
        return UnitFixed.toDouble(sums[at] + sums[at + 2]);
    }

    /** The mean over the scored queries for the worst order of tied items. */
    public double unluckiest(RankingMetric metric, int cut) {
        return unluckiestSum(metric, cut) / samples();
    }

    /** The mean over the scored queries for the best order of tied items. */
    public double luckiest(RankingMetric metric, int cut) {
        return luckiestSum(metric, cut) / samples();
    }

    /**
     * How many queries were scored, were scored and empty, had nothing relevant, had nothing relevant and were empty, and were not
     * judged; then for each cut, and in it each {@link RankingMetric}, the sums of the values, of how far the unluckiest order is
     * below and how far the luckiest is above, in quanta of 2^-32.
     */
    public long[] state() {
        return sums.clone();
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no queries can have given it
     */
    public static RankingCuts fromState(RankingRules rules, int[] cuts, long[] state) {
        int expected = CutScores.KINDS + cuts.length * CutScores.LONGS_PER_CUT;
        if (state.length != expected || !possible(state)) {
            throw new IllegalArgumentException("state is " + Arrays.toString(state) + ", expected " + expected
                    + " longs: " + CutScores.KINDS + " counts, and sums of 0 to scored * 2^32");
        }
        return new RankingCuts(rules, cuts, state.clone());
    }

    private QueryScorer scorer() {
        QueryScorer present = scorer;
        if (present == null) {
            present = new QueryScorer(rules, cuts);
            scorer = present;
        }
        return present;
    }

    private void change(CutScores query, int times) {
        if (query.scored() && query.cuts() != cuts.length) {
            throw new IllegalArgumentException("query is scored at " + query.cuts() + " cuts, expected " + cuts.length);
        }
        checkRoom(times);
        boolean possible = sums[query.kind()] + times >= 0;
        int longs = query.scored() ? cuts.length * CutScores.LONGS_PER_CUT : 0;
        for (int i = 0; i < longs; i++) {
            possible &= sums[CutScores.KINDS + i] + times * query.at(1 + i) >= 0;
        }
        if (!possible) {
            throw new IllegalStateException("cannot remove " + query + ": no such query is among the " + queries()
                    + " counted, with sums " + Arrays.toString(sums));
        }
        sums[query.kind()] += times;
        for (int i = 0; i < longs; i++) {
            sums[CutScores.KINDS + i] += times * query.at(1 + i);
        }
    }

    private void checkRoom(long coming) {
        if (coming > UnitFixed.MAX_TERMS - queries()) {
            throw new IllegalStateException(
                    "cannot add " + coming + " queries to " + queries() + ": at most " + UnitFixed.MAX_TERMS + " fit");
        }
    }

    private int at(RankingMetric metric, int cut) {
        int index = Arrays.binarySearch(cuts, cut);
        if (index < 0) {
            throw new IllegalArgumentException("cut is " + cut + ", expected one of " + Arrays.toString(cuts));
        }
        return CutScores.KINDS + index * CutScores.LONGS_PER_CUT + metric.ordinal() * CutScores.LONGS_PER_METRIC;
    }

    /** Whether each sum is one that so many values of [0, 1] can have; a sum that wrapped around is negative. */
    private static boolean possible(long[] sums) {
        long queries = 0;
        for (int kind = 0; kind < CutScores.KINDS; kind++) {
            if (sums[kind] < 0 || sums[kind] > UnitFixed.MAX_TERMS - queries) {
                return false;
            }
            queries += sums[kind];
        }
        long largest = (sums[CutScores.SCORED] + sums[CutScores.SCORED_EMPTY]) * UnitFixed.ONE;
        for (int i = CutScores.KINDS; i < sums.length; i += CutScores.LONGS_PER_METRIC) {
            boolean inRange = sums[i] >= 0 && sums[i + 1] >= 0 && sums[i + 2] >= 0 && sums[i] <= largest;
            if (!inRange || sums[i + 1] > sums[i] || sums[i + 2] > largest - sums[i]) {
                return false;
            }
        }
        return true;
    }
}
