package io.plumbline.metrics.ranking;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Means over queries of NDCG, AP (MAP), RR (MRR), hit and recall at one cut.
 *
 * <p>A query about which nothing relevant is known has no such values: it is counted apart ({@link #noRelevantQueries()}) and is
 * in no mean. A query with relevant items and an empty answer counts 0. Undefined: NaN before the first scored query.
 *
 * <p>Sums are longs in quanta of 2^-32 ({@link UnitFixed}; a mean is within 2^-33 of the mean of the unrounded values): any order
 * of the same queries, any split and merge, and any query added and removed again, gives the same bits.
 *
 * <p>Threads: one at a time.
 */
public final class RankingQuality {
    private static final int SCORED = 0;
    private static final int NO_RELEVANT = 1;
    private static final int NDCG = 2;
    private static final int AVERAGE_PRECISION = 3;
    private static final int RECIPROCAL_RANK = 4;
    private static final int HIT = 5;
    private static final int RECALL = 6;
    private static final int STATE_LENGTH = 7;

    private final RankingDefinition definition;
    /** Made when first needed: a cell that only adds and merges scores has no use for its working memory. */
    private @Nullable QueryScorer scorer;

    private final long[] sums;

    /** No queries yet, under {@link RankingDefinition#standard()}. */
    public RankingQuality() {
        this(RankingDefinition.standard());
    }

    /** No queries yet. */
    public RankingQuality(RankingDefinition definition) {
        this(definition, new long[STATE_LENGTH]);
    }

    private RankingQuality(RankingDefinition definition, long[] sums) {
        this.definition = definition;
        this.sums = sums;
    }

    /** Scores and counts {@code query}; the result is what takes it out again. */
    public QueryScores add(RankedQuery query) {
        QueryScores scores = scorer().scoreFirstCut(query);
        add(scores);
        return scores;
    }

    /** Counts a query scored before, under the same definition. */
    public void add(QueryScores query) {
        add(query, 1);
    }

    /**
     * Counts as many queries of the same scores at once.
     *
     * @throws IllegalArgumentException if {@code times} is negative; then nothing has changed
     */
    public void add(QueryScores query, int times) {
        if (times < 0) {
            throw new IllegalArgumentException("times is " + times + ", expected >= 0");
        }
        change(terms(query), times);
    }

    /**
     * Takes out a query that was added before.
     *
     * @throws IllegalStateException if it cannot have been; then nothing has changed
     */
    public void remove(QueryScores query) {
        change(terms(query), -1);
    }

    /**
     * Adds every query of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException if it has another definition
     */
    public void merge(RankingQuality other) {
        if (!definition.equals(other.definition)) {
            throw new IllegalArgumentException(
                    "definition is " + other.definition.id() + ", expected " + definition.id());
        }
        change(other.sums, 1);
    }

    public RankingDefinition definition() {
        return definition;
    }

    /** Queries in the means. */
    public long samples() {
        return sums[SCORED];
    }

    /** Queries without a relevant item, in no mean. */
    public long noRelevantQueries() {
        return sums[NO_RELEVANT];
    }

    public double ndcg() {
        return ndcgSum() / samples();
    }

    /** Mean of the average precisions. */
    public double map() {
        return averagePrecisionSum() / samples();
    }

    /** Mean of the reciprocal ranks. */
    public double mrr() {
        return reciprocalRankSum() / samples();
    }

    public double hitRate() {
        return hitSum() / samples();
    }

    public double recall() {
        return recallSum() / samples();
    }

    public double ndcgSum() {
        return UnitFixed.toDouble(sums[NDCG]);
    }

    public double averagePrecisionSum() {
        return UnitFixed.toDouble(sums[AVERAGE_PRECISION]);
    }

    public double reciprocalRankSum() {
        return UnitFixed.toDouble(sums[RECIPROCAL_RANK]);
    }

    public double hitSum() {
        return UnitFixed.toDouble(sums[HIT]);
    }

    public double recallSum() {
        return UnitFixed.toDouble(sums[RECALL]);
    }

    /**
     * {@value #STATE_LENGTH} longs: scored queries, queries without a relevant item, and the sums of NDCG, AP, RR, hit and recall in
     * quanta of 2^-32.
     */
    public long[] state() {
        return sums.clone();
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no queries can have given it
     */
    public static RankingQuality fromState(RankingDefinition definition, long[] state) {
        if (state.length != STATE_LENGTH || !possible(state)) {
            throw new IllegalArgumentException("state is " + Arrays.toString(state) + ", expected " + STATE_LENGTH
                    + " longs: two counts, and sums of 0 to scored * 2^32");
        }
        return new RankingQuality(definition, state.clone());
    }

    private static long[] terms(QueryScores query) {
        return new long[] {
            query.scored() ? 1 : 0,
            query.scored() ? 0 : 1,
            query.ndcg(),
            query.averagePrecision(),
            query.reciprocalRank(),
            query.hit(),
            query.recall()
        };
    }

    private QueryScorer scorer() {
        QueryScorer present = scorer;
        if (present == null) {
            present = definition.scorer();
            scorer = present;
        }
        return present;
    }

    private void change(long[] terms, int times) {
        long[] changed = new long[STATE_LENGTH];
        for (int i = 0; i < STATE_LENGTH; i++) {
            changed[i] = sums[i] + times * terms[i];
        }
        if (!possible(changed)) {
            throw new IllegalStateException("cannot " + (times > 0 ? "add " : "remove ") + Arrays.toString(terms)
                    + ": the sums are " + Arrays.toString(sums) + ", at most " + UnitFixed.MAX_TERMS + " queries");
        }
        System.arraycopy(changed, 0, sums, 0, STATE_LENGTH);
    }

    /** Whether each sum is one that so many values of [0, 1] can have; a sum that wrapped around is negative. */
    private static boolean possible(long[] sums) {
        if (sums[SCORED] < 0 || sums[SCORED] > UnitFixed.MAX_TERMS || sums[NO_RELEVANT] < 0) {
            return false;
        }
        for (int i = NDCG; i < STATE_LENGTH; i++) {
            if (sums[i] < 0 || sums[i] > sums[SCORED] * UnitFixed.ONE) {
                return false;
            }
        }
        return true;
    }
}
