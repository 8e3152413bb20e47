package io.plumbline.metrics.ranking;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.Arrays;

/**
 * The values of one query at several cuts, as what {@link RankingCuts} adds and can take out again.
 *
 * <p>Layout of {@link #toLongs()}: what kind of query it is; then for each cut, and in it each {@link RankingMetric}, the value, how
 * far the unluckiest order of the tied items is below it, and how far the luckiest is above it, in quanta of 2^-32. A query that
 * is not scored has its kind alone. Without ties that matter the last two are 0.
 */
public final class CutScores {
    static final int SCORED = 0;
    static final int SCORED_EMPTY = 1;
    static final int NO_RELEVANT = 2;
    static final int NO_RELEVANT_EMPTY = 3;
    static final int NOT_JUDGED = 4;
    static final int KINDS = 5;

    static final int METRICS = RankingMetric.values().length;
    static final int LONGS_PER_METRIC = 3;
    static final int LONGS_PER_CUT = METRICS * LONGS_PER_METRIC;

    private final long[] longs;

    /** Takes the array over. */
    CutScores(long[] longs) {
        this.longs = longs;
    }

    /** Whether the query has values: something relevant is known about it. */
    public boolean scored() {
        return kind() == SCORED || kind() == SCORED_EMPTY;
    }

    /** How many cuts there are values for; 0 if it is not scored. */
    public int cuts() {
        return (longs.length - 1) / LONGS_PER_CUT;
    }

    /** The value at a cut, in quanta of 2^-32. */
    public long value(RankingMetric metric, int cutIndex) {
        return longs[at(metric, cutIndex)];
    }

    /** The value that the worst order of tied items would have. */
    public long unluckiest(RankingMetric metric, int cutIndex) {
        return longs[at(metric, cutIndex)] - longs[at(metric, cutIndex) + 1];
    }

    /** The value that the best order of tied items would have. */
    public long luckiest(RankingMetric metric, int cutIndex) {
        return longs[at(metric, cutIndex)] + longs[at(metric, cutIndex) + 2];
    }

    public long[] toLongs() {
        return longs.clone();
    }

    /** @throws IllegalArgumentException if {@link #toLongs()} cannot have given these */
    public static CutScores fromLongs(long[] longs) {
        if (!possible(longs)) {
            throw new IllegalArgumentException(
                    "scores are " + Arrays.toString(longs) + ", expected a kind of 0 to " + (KINDS - 1)
                            + " and, if it is below " + NO_RELEVANT + ", " + LONGS_PER_CUT + " quanta for each cut");
        }
        return new CutScores(longs.clone());
    }

    int kind() {
        return (int) longs[0];
    }

    /** From 1 on: not copied. */
    long at(int index) {
        return longs[index];
    }

    private static int at(RankingMetric metric, int cutIndex) {
        return 1 + cutIndex * LONGS_PER_CUT + metric.ordinal() * LONGS_PER_METRIC;
    }

    private static boolean possible(long[] longs) {
        if (longs.length == 0 || longs[0] < 0 || longs[0] >= KINDS || (longs.length - 1) % LONGS_PER_CUT != 0) {
            return false;
        }
        if (longs[0] >= NO_RELEVANT != (longs.length == 1)) {
            return false;
        }
        for (int i = 1; i < longs.length; i += LONGS_PER_METRIC) {
            for (int j = i; j < i + LONGS_PER_METRIC; j++) {
                if (longs[j] < 0 || longs[j] > UnitFixed.ONE) {
                    return false;
                }
            }
            if (longs[i] < longs[i + 1] || longs[i] + longs[i + 2] > UnitFixed.ONE) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CutScores scores && Arrays.equals(longs, scores.longs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(longs);
    }

    @Override
    public String toString() {
        return Arrays.toString(longs);
    }
}
