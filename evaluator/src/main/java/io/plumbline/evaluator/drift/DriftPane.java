package io.plumbline.evaluator.drift;

import io.plumbline.metrics.drift.BinnedDrift;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * How many values fell into each bin of each column of a {@link Profile}, in a span of time.
 *
 * <p>It counts in the bytes that are stored: a state store that caches by reference writes them once a commit, however many records they
 * got, and no record costs an encoding. A column is the state of a {@link BinnedDrift}, 8 bytes a number, big-endian.
 *
 * <p>Threads: one at a time. Counting allocates nothing.
 */
public final class DriftPane {
    private static final int HEAD = 2;

    private final byte[] bytes;
    private final LongBuffer longs;
    private final int[] starts;

    private DriftPane(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
        longs = ByteBuffer.wrap(bytes).asLongBuffer();
    }

    /** Nothing counted yet. */
    public static DriftPane empty(List<Profile.Column> columns) {
        int[] starts = starts(columns);
        return new DriftPane(new byte[starts[columns.size()] * Long.BYTES], starts);
    }

    /**
     * What {@link #bytes()} gave.
     *
     * @throws IllegalArgumentException if they are not of these columns
     */
    public static DriftPane of(List<Profile.Column> columns, byte[] bytes) {
        int[] starts = starts(columns);
        if (bytes.length != starts[columns.size()] * Long.BYTES) {
            throw new IllegalArgumentException("pane has " + bytes.length + " bytes, expected "
                    + starts[columns.size()] * Long.BYTES + " for " + columns.size() + " columns");
        }
        DriftPane pane = new DriftPane(bytes, starts);
        for (int column = 0; column < columns.size(); column++) {
            pane.counts(column); // Refuses what cannot be.
        }
        return pane;
    }

    /** Where each column begins, in longs, and where the last ends. */
    private static int[] starts(List<Profile.Column> columns) {
        int[] starts = new int[columns.size() + 1];
        for (int column = 0; column < columns.size(); column++) {
            starts[column + 1] =
                    starts[column] + HEAD + columns.get(column).bins().size();
        }
        return starts;
    }

    /** Counts one more record of a column; its values follow, at least one. */
    void beginRecord(int column) {
        increment(starts[column]);
    }

    void value(int column, int bin) {
        increment(starts[column] + 1);
        increment(starts[column] + HEAD + bin);
    }

    private void increment(int at) {
        longs.put(at, longs.get(at) + 1);
    }

    /** What is counted of a column; a copy. */
    public BinnedDrift counts(int column) {
        long[] state = new long[starts[column + 1] - starts[column]];
        longs.get(starts[column], state);
        return BinnedDrift.fromState(state);
    }

    /** The bytes in which it counts, not a copy: they change with the next record. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DriftPane pane && Arrays.equals(bytes, pane.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
