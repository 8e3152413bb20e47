package io.plumbline.metrics.classification;

import io.plumbline.metrics.exact.UnitFixed;

/**
 * The area under the ROC curve of a stream with two classes: the chance that a positive record scores above a negative one, equal
 * scores counting half (Mann and Whitney, 1947).
 *
 * <p>Exact AUC needs every score; this keeps a histogram of the scores for each class, and so knows the order of any two records but
 * those in one bin, which count half. {@link #aucError()} bounds what that can be wrong by. Where all scores are at hand,
 * {@link #area} over one bin per distinct score is exact, by the same arithmetic.
 *
 * <p>Bins: {@value #BINS} over [0, 1], each at most 1/{@value #BINS_PER_OCTAVE} as wide as its distance from 0 or from 1, whichever is
 * nearer, and closer to the end than 2^-17 one bin: a rare class' scores crowd there, and would share few bins of equal width.
 *
 * <p>Undefined: NaN until both classes have occurred. Everything is a {@code long}: any order of the same records, any split and
 * merge, and any record added and removed again, gives the same {@link #state()}.
 *
 * <p>Threads: one at a time. Memory: 33 KB. Cost: adding changes one number; reading goes over the bins.
 */
public final class RankCurve {
    private static final int BINS_PER_OCTAVE = 64;
    private static final int OCTAVES = 16;
    /** Below 2^-17, the octaves up to 1/2, 1/2 itself with its octave above, mirrored. */
    private static final int BINS = 2 * (1 + OCTAVES * BINS_PER_OCTAVE) + 1;

    private static final int MANTISSA_BITS = 52;
    /** Of the mantissa, the bits that tell the bins of an octave apart. */
    private static final int BIN_BITS = 6;

    private static final double SMALLEST = 0x1p-17;
    private static final long FIRST = Double.doubleToLongBits(SMALLEST) >>> (MANTISSA_BITS - BIN_BITS);
    private static final double SLACK = 1e-6;

    private long positives;
    private long negatives;
    /** By bin, ascending in score: positive records, then in the second half negative ones. */
    private final long[] counts;

    /** No records yet. */
    public RankCurve() {
        this(new long[2 * BINS]);
    }

    private RankCurve(long[] counts) {
        this.counts = counts;
    }

    /**
     * Counts one record.
     *
     * @param score the model's probability that the record is positive
     * @throws IllegalArgumentException if the score is not in [0, 1]; then nothing has changed
     * @throws IllegalStateException if {@link UnitFixed#MAX_TERMS} are counted already
     */
    public void add(boolean positive, double score) {
        change(positive, score, 1);
    }

    /**
     * Takes out a record that was added before.
     *
     * @throws IllegalStateException if no record of this class and bin is counted; then nothing has changed
     */
    public void remove(boolean positive, double score) {
        change(positive, score, -1);
    }

    /** Adds every record of {@code other}, which stays as it is. */
    public void merge(RankCurve other) {
        checkRoom(other.samples());
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        positives += other.positives;
        negatives += other.negatives;
    }

    public long samples() {
        return positives + negatives;
    }

    public long positives() {
        return positives;
    }

    public long negatives() {
        return negatives;
    }

    /** Within {@link #aucError()} of the area over the scores themselves. */
    public double auc() {
        long[] ofPositives = new long[BINS];
        long[] ofNegatives = new long[BINS];
        System.arraycopy(counts, 0, ofPositives, 0, BINS);
        System.arraycopy(counts, BINS, ofNegatives, 0, BINS);
        return area(ofPositives, ofNegatives);
    }

    /** The most that {@link #auc()} can be off: half the part of the pairs whose records share a bin. */
    public double aucError() {
        long together = 0;
        for (int bin = 0; bin < BINS; bin++) {
            together += counts[bin] * counts[BINS + bin];
        }
        return together / (2.0 * positives * negatives);
    }

    /**
     * The area for records in groups of equal score.
     *
     * @param positives how many positive records each group has, ascending in score; together at most
     *     {@link UnitFixed#MAX_TERMS} with the negative ones
     * @param negatives likewise, for the same groups
     * @return NaN if there are no positive or no negative records
     */
    public static double area(long[] positives, long[] negatives) {
        long allPositives = 0;
        long below = 0;
        // Twice the pairs in the right order, so that a tie is 1: at most 2 * 2^30 * 2^30.
        long ordered = 0;
        for (int i = 0; i < positives.length; i++) {
            ordered += positives[i] * (2 * below + negatives[i]);
            allPositives += positives[i];
            below += negatives[i];
        }
        return ordered / (2.0 * allPositives * below);
    }

    /** {@link #samples()} is their sum: for each bin, ascending, the positive records; then likewise the negative ones. */
    public long[] state() {
        return counts.clone();
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no records can have given it
     */
    public static RankCurve fromState(long[] state) {
        if (state.length != 2 * BINS) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected " + 2 * BINS);
        }
        RankCurve curve = new RankCurve(state.clone());
        for (int i = 0; i < state.length; i++) {
            if (state[i] < 0 || state[i] > UnitFixed.MAX_TERMS - curve.samples()) {
                throw new IllegalArgumentException("state[" + i + "] is " + state[i]
                        + ", expected a count, and together at most " + UnitFixed.MAX_TERMS);
            }
            curve.positives += i < BINS ? state[i] : 0;
            curve.negatives += i < BINS ? 0 : state[i];
        }
        return curve;
    }

    private void change(boolean positive, double score, int times) {
        // A boolean is 0 or 1 to the machine: no branch that a stream of mixed labels makes it guess wrong.
        int negative = positive ? 0 : 1;
        int at = bin(score) + negative * BINS;
        checkRoom(times);
        if (counts[at] + times < 0) {
            throw new IllegalStateException("cannot remove (" + (positive ? "positive" : "negative") + ", " + score
                    + "): no such record is among the " + samples() + " counted");
        }
        counts[at] += times;
        positives += times * (1 - negative);
        negatives += times * negative;
    }

    private void checkRoom(long coming) {
        if (coming > UnitFixed.MAX_TERMS - samples()) {
            throw new IllegalStateException(
                    "cannot add " + coming + " records to " + samples() + ": at most " + UnitFixed.MAX_TERMS + " fit");
        }
    }

    /** Monotone in the score. */
    private static int bin(double score) {
        if (!(score >= -SLACK && score <= 1 + SLACK)) {
            throw new IllegalArgumentException("score is " + score + ", expected a number in [0, 1]");
        }
        int fromNearerEnd = fromEnd(Math.max(0, Math.min(score, 1 - score)));
        // All ones above one half, where bins count from the other end: the sign instead of a branch, as above.
        int upper = (int) (Double.doubleToRawLongBits(0.5 - score) >> 63);
        return (fromNearerEnd ^ upper) + (BINS & upper);
    }

    /** Doubles of the same sign are ordered as their bits are; the top bits are octave and place in it. */
    private static int fromEnd(double distance) {
        return distance < SMALLEST
                ? 0
                : (int) ((Double.doubleToLongBits(distance) >>> (MANTISSA_BITS - BIN_BITS)) - FIRST) + 1;
    }
}
