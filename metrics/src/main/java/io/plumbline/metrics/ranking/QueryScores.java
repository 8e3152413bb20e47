package io.plumbline.metrics.ranking;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.Arrays;

/**
 * The values of one query, as what {@link RankingQuality} adds and can take out again.
 *
 * <p>Each is in quanta of 2^-32 ({@link UnitFixed}), from 0 to {@link UnitFixed#ONE}. At cut k, with R the relevant items of the
 * {@link Ideal}: NDCG with discount 1/log2(rank + 1); AP = sum of precision at the relevant ranks up to k, over R; RR = 1 / first
 * relevant rank, 0 beyond k; hit = 1 if a relevant item is within k; recall = relevant items within k, over R. A list shorter
 * than k, also an empty one, counts as if filled with items that are not relevant.
 *
 * @param scored false if nothing relevant is known about the query: then no value is defined and all are 0
 */
public record QueryScores(
        boolean scored, long ndcg, long averagePrecision, long reciprocalRank, long hit, long recall) {
    private static final int STATE_LENGTH = 6;
    static final QueryScores NO_RELEVANT = new QueryScores(false, 0, 0, 0, 0, 0);

    /** @throws IllegalArgumentException if a value is outside [0, 1], or a query that is not scored has one */
    public QueryScores {
        long largest = scored ? UnitFixed.ONE : 0;
        for (long value : new long[] {ndcg, averagePrecision, reciprocalRank, hit, recall}) {
            if (value < 0 || value > largest) {
                throw new IllegalArgumentException("value is " + value + " quanta, expected 0 to " + largest);
            }
        }
    }

    /**
     * Scores {@code query}.
     *
     * @throws IllegalArgumentException if a relevance is too large for the definition's {@link Gain}
     */
    public static QueryScores of(RankedQuery query, RankingDefinition definition) {
        return definition.scorer().scoreFirstCut(query);
    }

    /** The {@value #STATE_LENGTH} components as longs, in their order. */
    public long[] toLongs() {
        return new long[] {scored ? 1 : 0, ndcg, averagePrecision, reciprocalRank, hit, recall};
    }

    /** @throws IllegalArgumentException if {@link #toLongs()} cannot have given these */
    public static QueryScores fromLongs(long[] longs) {
        if (longs.length != STATE_LENGTH || longs[0] < 0 || longs[0] > 1) {
            throw new IllegalArgumentException("query scores are " + Arrays.toString(longs)
                    + ", expected 0 or 1 (scored) and five values in quanta");
        }
        return new QueryScores(longs[0] == 1, longs[1], longs[2], longs[3], longs[4], longs[5]);
    }
}
