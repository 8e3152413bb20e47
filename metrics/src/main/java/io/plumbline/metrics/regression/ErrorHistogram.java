package io.plumbline.metrics.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the errors' magnitudes are distributed: a histogram whose bucket edges are the same for every stream, so that histograms add
 * up exactly. Quantiles and the largest error are read from it.
 *
 * <p>Buckets: {@value #PER_OCTAVE} between a power of 2 and the next, of equal width, from {@link #SMALLEST} on; below that one
 * bucket from 0 on. A magnitude read is the middle of its bucket, and so within {@link #RELATIVE_ERROR} (1/64, 1.6 %) of the
 * magnitude of a record, in proportion to that; in the lowest bucket it is 0, within {@link #SMALLEST}.
 *
 * <p>The exact largest error cannot be taken back in bounded memory: when its record is retracted, the second largest would have
 * to be known. Here it is known within the bound.
 *
 * <p>Undefined: NaN before the first record. Range, and what is refused: as {@link RegressionErrors}. Everything is a {@code long}:
 * any order of the same records, any split and merge, and any record added and removed again, gives the same {@link #state()}.
 *
 * <p>Threads: one at a time. Memory: 8 bytes for each bucket between the smallest and the largest that occurred; 31 KB at most, 1.5 KB
 * for errors between 0.1 and 10,000 or so. Cost: adding changes one number, and allocates only when the range grows.
 */
public final class ErrorHistogram {
    /** Below this magnitude, about 8.7e-19, errors are one bucket. */
    public static final double SMALLEST = 0x1p-60;

    /** How far off a magnitude that is read can be, in proportion. */
    public static final double RELATIVE_ERROR = 1.0 / 64;

    private static final int PER_OCTAVE = 32;
    /** log2 of {@link #PER_OCTAVE}: how many bits of the mantissa tell the buckets of an octave apart. */
    private static final int BUCKET_BITS = 5;

    private static final int MANTISSA_BITS = 52;
    private static final int DROPPED_BITS = MANTISSA_BITS - BUCKET_BITS;
    private static final long FIRST = Double.doubleToLongBits(SMALLEST) >>> DROPPED_BITS;
    /** The bucket of the largest error that is not refused. */
    private static final int LAST =
            (int) ((Double.doubleToLongBits(RegressionErrors.LIMIT) >>> DROPPED_BITS) - FIRST) + 1;

    private static final int GROWTH = PER_OCTAVE;

    private long samples;
    /** Of the bucket {@code from} and those after it. */
    private long[] counts = new long[0];

    private int from;

    /**
     * One bucket.
     *
     * @param lower the least magnitude in it
     * @param upper the next bucket's
     */
    public record Bucket(double lower, double upper, long samples) {}

    /**
     * Counts one record.
     *
     * @throws IllegalArgumentException as {@link RegressionErrors.Contribution}; then nothing has changed
     * @throws IllegalStateException if {@link RegressionErrors#MAX_SAMPLES} are counted already
     */
    public void add(double actual, double predicted) {
        int bucket = bucket(RegressionErrors.checkedError(actual, predicted));
        checkRoom(1);
        add(bucket, 1);
    }

    /**
     * Takes out one record that was added before.
     *
     * @throws IllegalArgumentException as {@link RegressionErrors.Contribution}; then nothing has changed
     * @throws IllegalStateException if no record with such an error is counted; then nothing has changed
     */
    public void remove(double actual, double predicted) {
        int bucket = bucket(RegressionErrors.checkedError(actual, predicted));
        int at = bucket - from;
        if (at < 0 || at >= counts.length || counts[at] == 0) {
            throw new IllegalStateException("cannot remove (" + actual + ", " + predicted
                    + "): no such error is among the " + samples + " counted");
        }
        counts[at]--;
        samples--;
    }

    /** Adds every record of {@code other}, which stays as it is. */
    public void merge(ErrorHistogram other) {
        checkRoom(other.samples);
        for (int i = 0; i < other.counts.length; i++) {
            if (other.counts[i] > 0) {
                add(other.from + i, other.counts[i]);
            }
        }
    }

    public long samples() {
        return samples;
    }

    /**
     * The magnitude that the part {@code q} of the errors does not exceed: of n sorted magnitudes the ⌈q n⌉th, within
     * {@link #RELATIVE_ERROR}. 0.5 gives the median absolute error, 1 the largest error.
     *
     * @throws IllegalArgumentException if {@code q} is not within [0, 1]
     */
    public double quantile(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("quantile is " + q + ", expected 0 to 1");
        }
        long rank = Math.max(1, (long) Math.ceil(q * samples));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return middle(from + i);
            }
        }
        return Double.NaN;
    }

    /** The largest magnitude, within {@link #RELATIVE_ERROR}. */
    public double largest() {
        return quantile(1);
    }

    /** How many errors are smaller in magnitude than {@code limit}; exact for a limit that is a power of 2 of {@link #SMALLEST} or more. */
    public long below(double limit) {
        long below = 0;
        int end = limit > RegressionErrors.LIMIT ? LAST + 1 : bucket(limit);
        for (int i = 0; i < counts.length && from + i < end; i++) {
            below += counts[i];
        }
        return below;
    }

    /** The buckets that hold records, ascending. */
    public List<Bucket> buckets() {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                buckets.add(new Bucket(lower(from + i), lower(from + i + 1), counts[i]));
            }
        }
        return buckets;
    }

    /** Each bucket that holds records as its number and how many, ascending. */
    public long[] state() {
        long[] state = new long[2 * counts.length];
        int length = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                state[length++] = from + i;
                state[length++] = counts[i];
            }
        }
        return Arrays.copyOf(state, length);
    }

    /**
     * The histogram whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if these are not pairs of ascending buckets and positive counts
     */
    public static ErrorHistogram fromState(long[] state) {
        if (state.length % 2 != 0) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected an even number");
        }
        ErrorHistogram histogram = new ErrorHistogram();
        long previous = -1;
        for (int i = 0; i < state.length; i += 2) {
            long bucket = state[i];
            long count = state[i + 1];
            if (bucket <= previous || bucket > LAST) {
                throw new IllegalArgumentException(
                        "state[" + i + "] is " + bucket + ", expected a bucket of " + (previous + 1) + " to " + LAST);
            }
            if (count <= 0 || count > RegressionErrors.MAX_SAMPLES - histogram.samples) {
                throw new IllegalArgumentException("state[" + (i + 1) + "] is " + count
                        + ", expected a count > 0, and together at most " + RegressionErrors.MAX_SAMPLES);
            }
            histogram.add((int) bucket, count);
            previous = bucket;
        }
        return histogram;
    }

    private void add(int bucket, long times) {
        int at = bucket - from;
        if (at < 0 || at >= counts.length) {
            cover(bucket);
            at = bucket - from;
        }
        counts[at] += times;
        samples += times;
    }

    /** Makes room for {@code bucket}, and for some on that side. */
    private void cover(int bucket) {
        int least = Math.max(0, bucket - GROWTH);
        int most = Math.min(LAST, bucket + GROWTH);
        int newFrom = counts.length == 0 ? least : Math.min(from, least);
        int newEnd = counts.length == 0 ? most + 1 : Math.max(from + counts.length, most + 1);
        long[] wider = new long[newEnd - newFrom];
        System.arraycopy(counts, 0, wider, counts.length == 0 ? 0 : from - newFrom, counts.length);
        counts = wider;
        from = newFrom;
    }

    private void checkRoom(long coming) {
        if (coming > RegressionErrors.MAX_SAMPLES - samples) {
            throw new IllegalStateException("cannot add " + coming + " records to " + samples + ": at most "
                    + RegressionErrors.MAX_SAMPLES + " fit");
        }
    }

    /** Positive doubles are ordered as their bits are; the top bits are octave and place in it. */
    private static int bucket(double error) {
        double magnitude = Math.abs(error);
        return magnitude < SMALLEST ? 0 : (int) ((Double.doubleToLongBits(magnitude) >>> DROPPED_BITS) - FIRST) + 1;
    }

    private static double lower(int bucket) {
        return bucket == 0 ? 0 : Double.longBitsToDouble(FIRST + bucket - 1 << DROPPED_BITS);
    }

    /** As far from both edges in proportion to them. */
    private static double middle(int bucket) {
        double lower = lower(bucket);
        double upper = lower(bucket + 1);
        return bucket == 0 ? 0 : 2 * lower * (upper / (lower + upper));
    }
}
