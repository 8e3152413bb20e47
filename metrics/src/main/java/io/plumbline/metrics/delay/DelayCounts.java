package io.plumbline.metrics.delay;

import java.util.Arrays;

/**
 * How many labelled predictions of each true class were labelled how late.
 *
 * <p>Where there are no classes (a number, a ranking), class 0 holds all.
 *
 * <p>All is a {@code long}: any order of the same labels, any split and merge, and any label added and removed again, gives the same
 * {@link #state()}.
 *
 * <p>Threads: one at a time. Memory: 440 bytes for each class that occurred. Cost: adding is a binary search over {@link DelayBuckets}.
 */
public final class DelayCounts {
    private static final int LONGS_PER_CELL = 3;
    private static final long[] NONE = new long[0];

    private long[][] byClass = new long[0][];
    private long samples;

    /**
     * Counts one label.
     *
     * @param actual the true class
     * @param delayMillis from the prediction to its label; negative where the label came first
     * @throws IllegalArgumentException if {@code actual} is negative; then nothing has changed
     */
    public void add(int actual, long delayMillis) {
        row(actual)[DelayBuckets.of(delayMillis)]++;
        samples++;
    }

    /**
     * Takes out a label that was added before.
     *
     * @throws IllegalStateException if none of this class is counted in the bucket of this delay; then nothing has changed
     */
    public void remove(int actual, long delayMillis) {
        int bucket = DelayBuckets.of(delayMillis);
        if (count(actual, bucket) == 0) {
            throw new IllegalStateException("cannot remove a label of class " + actual + " after " + delayMillis
                    + " ms: no such label is among the " + samples + " counted");
        }
        row(actual)[bucket]--;
        samples--;
    }

    /** Adds every label of {@code other}, which stays as it is. */
    public void merge(DelayCounts other) {
        for (int c = 0; c < other.byClass.length; c++) {
            if (other.byClass[c].length > 0) {
                long[] row = row(c);
                for (int bucket = 0; bucket < row.length; bucket++) {
                    row[bucket] += other.byClass[c][bucket];
                }
            }
        }
        samples += other.samples;
    }

    public long samples() {
        return samples;
    }

    /** Above the highest class that ever occurred. */
    public int classes() {
        return byClass.length;
    }

    /** Labels of class {@code actual} in this bucket of {@link DelayBuckets}. */
    public long count(int actual, int bucket) {
        return actual >= 0 && actual < byClass.length && byClass[actual].length > 0 ? byClass[actual][bucket] : 0;
    }

    /** Labels of every class in this bucket. */
    public long count(int bucket) {
        long sum = 0;
        for (long[] row : byClass) {
            sum += row.length > 0 ? row[bucket] : 0;
        }
        return sum;
    }

    /** Triples class, bucket, count &gt; 0, ascending: equal exactly when the same labels are counted. */
    public long[] state() {
        long[] state = new long[LONGS_PER_CELL * byClass.length * DelayBuckets.COUNT];
        int length = 0;
        for (int c = 0; c < byClass.length; c++) {
            for (int bucket = 0; bucket < byClass[c].length; bucket++) {
                if (byClass[c][bucket] > 0) {
                    state[length++] = c;
                    state[length++] = bucket;
                    state[length++] = byClass[c][bucket];
                }
            }
        }
        return Arrays.copyOf(state, length);
    }

    /**
     * The counts whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if these are not triples of a class index, a bucket and a positive count
     */
    public static DelayCounts fromState(long[] state) {
        if (state.length % LONGS_PER_CELL != 0) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected a multiple of 3");
        }
        DelayCounts counts = new DelayCounts();
        for (int i = 0; i < state.length; i += LONGS_PER_CELL) {
            long c = state[i];
            long bucket = state[i + 1];
            long count = state[i + 2];
            if (c < 0 || c >= Short.MAX_VALUE || bucket < 0 || bucket >= DelayBuckets.COUNT || count <= 0) {
                throw new IllegalArgumentException(
                        "state at " + i + " is class " + c + ", bucket " + bucket + ", count "
                                + count + "; expected a class index, a bucket below " + DelayBuckets.COUNT
                                + " and a count > 0");
            }
            counts.row((int) c)[(int) bucket] += count;
            counts.samples += count;
        }
        return counts;
    }

    private long[] row(int actual) {
        if (actual < 0) {
            throw new IllegalArgumentException("actual is " + actual + ", expected a class index >= 0");
        }
        if (actual >= byClass.length) {
            int known = byClass.length;
            byClass = Arrays.copyOf(byClass, actual + 1);
            Arrays.fill(byClass, known, byClass.length, NONE);
        }
        if (byClass[actual].length == 0) {
            byClass[actual] = new long[DelayBuckets.COUNT];
        }
        return byClass[actual];
    }
}
