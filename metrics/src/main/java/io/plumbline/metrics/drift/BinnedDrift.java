package io.plumbline.metrics.drift;

import java.util.Arrays;

/**
 * How many values of a stream fell into each of a reference's bins: what is needed to tell how far the stream is from it.
 *
 * <p>A record brings one value (a feature, a score) or several at once (the pixels of an image, the items of a ranking). Records are
 * counted too, because values of one record are alike: see {@link ReferenceComparison}.
 *
 * <p>Everything is a {@code long}: any order of the same records, any split and merge, and any record added and removed again, gives
 * the same {@link #state()}.
 *
 * <p>Threads: one at a time. Adding allocates nothing.
 */
public final class BinnedDrift {
    /** How many values fit: up to here a {@code double} holds each count exactly. */
    public static final long MAX_VALUES = 1L << 53;

    private static final int RECORDS = 0;
    private static final int VALUES = 1;
    private static final int FIRST_BIN = 2;

    private final long[] sums;

    /** No records yet. */
    public BinnedDrift(int bins) {
        this(new long[FIRST_BIN + checkedBins(bins)]);
    }

    private BinnedDrift(long[] sums) {
        this.sums = sums;
    }

    /**
     * Counts a record of one value.
     *
     * @throws IllegalArgumentException if there is no such bin; then nothing has changed
     * @throws IllegalStateException if {@link #MAX_VALUES} are counted already
     */
    public void add(int bin) {
        change(bin, 1);
    }

    /**
     * Takes out a record of one value that was added before.
     *
     * @throws IllegalArgumentException if there is no such bin; then nothing has changed
     * @throws IllegalStateException if none is counted there
     */
    public void remove(int bin) {
        change(bin, -1);
    }

    /**
     * Counts a record of several values, given as how many fell into each bin.
     *
     * @throws IllegalArgumentException if there are not as many bins or a negative count; then nothing has changed
     * @throws IllegalStateException if more than {@link #MAX_VALUES} would be counted
     */
    public void add(long[] valuesPerBin) {
        change(valuesPerBin, 1);
    }

    /**
     * Takes out a record of several values that was added before.
     *
     * @throws IllegalArgumentException if there are not as many bins or a negative count; then nothing has changed
     * @throws IllegalStateException if there is no such record to take out
     */
    public void remove(long[] valuesPerBin) {
        change(valuesPerBin, -1);
    }

    /**
     * Adds every record of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException if it has another number of bins
     * @throws IllegalStateException if more than {@link #MAX_VALUES} would be counted
     */
    public void merge(BinnedDrift other) {
        if (other.bins() != bins()) {
            throw new IllegalArgumentException("other has " + other.bins() + " bins, expected " + bins());
        }
        checkRoom(other.values());
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.sums[i];
        }
    }

    public int bins() {
        return sums.length - FIRST_BIN;
    }

    public long records() {
        return sums[RECORDS];
    }

    public long values() {
        return sums[VALUES];
    }

    /** The values in a bin. */
    public long count(int bin) {
        return sums[FIRST_BIN + checkedBin(bin)];
    }

    /**
     * How far this is from the reference.
     *
     * @throws IllegalArgumentException if the reference has another number of bins
     */
    public ReferenceComparison compare(ReferenceBins reference) {
        return ReferenceComparison.of(this, reference);
    }

    /** Records, values, and the values of each bin. */
    public long[] state() {
        return sums.clone();
    }

    /**
     * The counts whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no records can have given it
     */
    public static BinnedDrift fromState(long[] state) {
        long values = 0;
        boolean possible = state.length > FIRST_BIN && state[RECORDS] >= 0 && state[VALUES] <= MAX_VALUES;
        for (int i = FIRST_BIN; i < state.length && possible; i++) {
            possible = state[i] >= 0 && state[i] <= MAX_VALUES - values;
            values += state[i];
        }
        if (!possible || values != state[VALUES] || state[RECORDS] > values) {
            throw new IllegalArgumentException("state is " + Arrays.toString(state)
                    + ", expected records, as many values or more, and counts of bins that add up to them");
        }
        return new BinnedDrift(state.clone());
    }

    private void change(int bin, int sign) {
        int at = FIRST_BIN + checkedBin(bin);
        if (sign > 0) {
            checkRoom(1);
        } else if (sums[at] == 0 || sums[RECORDS] == 0 || sums[RECORDS] == 1 && sums[VALUES] > 1) {
            throw new IllegalStateException("cannot remove a record of bin " + bin + ": " + sums[at] + " values of "
                    + sums[RECORDS] + " records are counted there");
        }
        sums[RECORDS] += sign;
        sums[VALUES] += sign;
        sums[at] += sign;
    }

    private void change(long[] valuesPerBin, int sign) {
        if (valuesPerBin.length != bins()) {
            throw new IllegalArgumentException("record has " + valuesPerBin.length + " bins, expected " + bins());
        }
        long room = MAX_VALUES - sums[VALUES];
        long coming = 0;
        for (int bin = 0; bin < valuesPerBin.length; bin++) {
            if (valuesPerBin[bin] < 0) {
                throw new IllegalArgumentException(
                        "record has " + valuesPerBin[bin] + " values in bin " + bin + ", expected >= 0");
            }
            long most = sign > 0 ? room - coming : sums[FIRST_BIN + bin];
            if (valuesPerBin[bin] > most || sign < 0 && sums[RECORDS] == 0) {
                throw new IllegalStateException("cannot " + (sign > 0 ? "add " : "remove ") + valuesPerBin[bin]
                        + " values of bin " + bin + ": " + sums[VALUES] + " values of " + sums[RECORDS]
                        + " records are counted, " + sums[FIRST_BIN + bin] + " there");
            }
            coming += valuesPerBin[bin];
        }
        if (coming == 0) {
            throw new IllegalArgumentException("record has no values, expected one or more; a missing one has a bin");
        }
        sums[RECORDS] += sign;
        sums[VALUES] += sign * coming;
        for (int bin = 0; bin < valuesPerBin.length; bin++) {
            sums[FIRST_BIN + bin] += sign * valuesPerBin[bin];
        }
    }

    private void checkRoom(long coming) {
        if (coming > MAX_VALUES - sums[VALUES]) {
            throw new IllegalStateException(
                    "cannot add " + coming + " values to " + sums[VALUES] + ": at most " + MAX_VALUES + " fit");
        }
    }

    private int checkedBin(int bin) {
        if (bin < 0 || bin >= bins()) {
            throw new IllegalArgumentException("bin is " + bin + ", expected 0 to " + (bins() - 1));
        }
        return bin;
    }

    private static int checkedBins(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("there are " + bins + " bins, expected >= 1");
        }
        return bins;
    }
}
