package io.plumbline.metrics.topk;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.Arrays;

/**
 * Top-k accuracy of a stream, for several k at once: the part of the records whose true class is among the k best scored ones.
 *
 * <p>Equal scores count as {@link TopKTies} says. A k of all classes or more is always a hit. Undefined: NaN before the first record.
 *
 * <p>Sums are longs in quanta of 2^-32 ({@link UnitFixed}; whole but for {@link TopKTies#FRACTIONAL}): any order of the same
 * records, any split and merge, and any record added and removed again, gives the same {@link #state()}.
 *
 * <p>Threads: one at a time. Cost: one pass over the scores, and one addition for each k; no allocation.
 */
public final class TopKHits {
    private final TopKTies ties;
    private final int[] cuts;
    /** Records, then the hits at each cut. */
    private final long[] sums;

    /**
     * No records yet.
     *
     * @param cuts the values of k, ascending
     * @throws IllegalArgumentException if there is no k, one is below 1, or they do not ascend
     */
    public TopKHits(TopKTies ties, int... cuts) {
        this(ties, cuts.clone(), new long[1 + cuts.length]);
    }

    private TopKHits(TopKTies ties, int[] cuts, long[] sums) {
        for (int i = 0; i < cuts.length; i++) {
            if (cuts[i] < 1 || (i > 0 && cuts[i] <= cuts[i - 1])) {
                throw new IllegalArgumentException(
                        "values of k are " + Arrays.toString(cuts) + ", expected >= 1 and ascending");
            }
        }
        if (cuts.length == 0) {
            throw new IllegalArgumentException("there is no k, expected one or more");
        }
        this.ties = ties;
        this.cuts = cuts;
        this.sums = sums;
    }

    /**
     * Counts one record.
     *
     * @throws IllegalArgumentException as {@link TopKTies#rank}; then nothing has changed
     * @throws IllegalStateException if {@link UnitFixed#MAX_TERMS} are counted already
     */
    public void add(double[] scores, int actual) {
        change(ties.places(scores, actual), 1);
    }

    /** Counts a record ranked before, by the same {@link TopKTies}. */
    public void add(TruthRank rank) {
        change(TruthRank.places(rank.above(), rank.tied()), 1);
    }

    /**
     * Takes out a record that was added before.
     *
     * @throws IllegalStateException if it cannot have been; then nothing has changed
     */
    public void remove(double[] scores, int actual) {
        change(ties.places(scores, actual), -1);
    }

    /** As {@link #remove(double[], int)}. */
    public void remove(TruthRank rank) {
        change(TruthRank.places(rank.above(), rank.tied()), -1);
    }

    /**
     * Adds every record of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException if it has another {@link TopKTies} or other values of k
     */
    public void merge(TopKHits other) {
        if (other.ties != ties || !Arrays.equals(other.cuts, cuts)) {
            throw new IllegalArgumentException("hits are at " + Arrays.toString(other.cuts) + " with ties " + other.ties
                    + ", expected " + Arrays.toString(cuts) + " with " + ties);
        }
        checkRoom(other.samples());
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
    }

    public long samples() {
        return sums[0];
    }

    public TopKTies ties() {
        return ties;
    }

    /** The values of k, ascending. */
    public int[] cuts() {
        return cuts.clone();
    }

    /** The part of the records that are hits. */
    public double accuracy(int k) {
        return hits(k) / samples();
    }

    /**
     * How many records are hits; not whole only with {@link TopKTies#FRACTIONAL}.
     *
     * @throws IllegalArgumentException if {@code k} is none of {@link #cuts()}
     */
    public double hits(int k) {
        int at = Arrays.binarySearch(cuts, k);
        if (at < 0) {
            throw new IllegalArgumentException("k is " + k + ", expected one of " + Arrays.toString(cuts));
        }
        return UnitFixed.toDouble(sums[1 + at]);
    }

    /** Records, then for each k the hits in quanta of 2^-32. */
    public long[] state() {
        return sums.clone();
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no records can have given it
     */
    public static TopKHits fromState(TopKTies ties, int[] cuts, long[] state) {
        if (state.length != 1 + cuts.length || !possible(state)) {
            throw new IllegalArgumentException("state is " + Arrays.toString(state) + ", expected " + (1 + cuts.length)
                    + " longs: a count, and ascending sums of 0 to count * 2^32");
        }
        return new TopKHits(ties, cuts.clone(), state.clone());
    }

    private void change(long places, int times) {
        checkRoom(times);
        for (int i = 0; i < cuts.length; i++) {
            long hit = TruthRank.hit(places, cuts[i]);
            long after = sums[1 + i] + times * hit;
            if (after < 0 || after > (sums[0] + times) * UnitFixed.ONE) {
                throw new IllegalStateException("cannot remove a record with " + TruthRank.above(places)
                        + " classes before its truth: no such record is among the " + samples() + " counted");
            }
        }
        sums[0] += times;
        for (int i = 0; i < cuts.length; i++) {
            sums[1 + i] += times * TruthRank.hit(places, cuts[i]);
        }
    }

    private void checkRoom(long coming) {
        if (coming > UnitFixed.MAX_TERMS - samples()) {
            throw new IllegalStateException(
                    "cannot add " + coming + " records to " + samples() + ": at most " + UnitFixed.MAX_TERMS + " fit");
        }
    }

    private static boolean possible(long[] sums) {
        boolean possible = sums[0] >= 0 && sums[0] <= UnitFixed.MAX_TERMS;
        long least = 0;
        for (int i = 1; i < sums.length; i++) {
            possible &= sums[i] >= least && sums[i] <= sums[0] * UnitFixed.ONE;
            least = sums[i];
        }
        return possible;
    }
}
