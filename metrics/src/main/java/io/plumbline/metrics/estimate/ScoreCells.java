package io.plumbline.metrics.estimate;

import java.util.Arrays;

/**
 * Sums per class, by whether the class was announced and by the bin of its probability. A row per class, made when the class first
 * occurs: no allocation after that.
 *
 * <p>The first two longs of a cell are how many records it is over and the sum of their probabilities of the class, in quanta of 2^-24:
 * a float says no more, and a long holds half a million million of them, where finer ones would fill it within weeks.
 */
final class ScoreCells {
    /** Of equal width over [0, 1]. */
    static final int BINS = 10;

    /** The fixed-point form of 1. */
    static final long ONE = 1L << 24;

    /** How many probabilities certainly fit one {@code long}. */
    static final long MAX_TERMS = Long.MAX_VALUE / ONE;

    /** Cells of a class: those of predictions of other classes, then those of its own. */
    static final int CELLS = 2 * BINS;

    /** More classes than anything counted here can have; a state that names one is damaged. */
    private static final int MAX_CLASSES = Short.MAX_VALUE;

    /** A softmax of floats misses the interval by less. */
    private static final double SLACK = 1e-3;

    private static final int KEY = 2;
    private static final long[] NONE = new long[0];

    private final int width;
    private long[][] rows = new long[0][];

    ScoreCells(int width) {
        this.width = width;
    }

    /** @throws IllegalArgumentException if these are no probabilities of at least two classes, or the index is none of theirs */
    static void check(double[] probabilities, String name, int index) {
        if (probabilities.length < 2 || probabilities.length > MAX_CLASSES) {
            throw new IllegalArgumentException(
                    "there are " + probabilities.length + " probabilities, expected 2 to " + MAX_CLASSES);
        }
        if (index < 0 || index >= probabilities.length) {
            throw new IllegalArgumentException(
                    name + " is " + index + ", expected an index of " + probabilities.length + " classes");
        }
        if (!isDistribution(probabilities)) {
            throw new IllegalArgumentException("probabilities are " + Arrays.toString(probabilities)
                    + ", expected numbers in [0, 1] that sum to 1 within " + SLACK);
        }
    }

    static boolean isDistribution(double[] probabilities) {
        double sum = 0;
        for (double p : probabilities) {
            if (!(p >= -SLACK && p <= 1 + SLACK)) {
                return false;
            }
            sum += p;
        }
        return probabilities.length >= 2 && probabilities.length <= MAX_CLASSES && Math.abs(sum - 1) <= SLACK;
    }

    /** A checked probability in quanta. */
    static long quanta(double probability) {
        return Math.round(Math.min(1, Math.max(0, probability)) * ONE);
    }

    static double toDouble(long quanta) {
        return quanta / (double) ONE;
    }

    static int cell(long quanta, boolean announced) {
        int bin = (int) Math.min(BINS - 1, quanta * BINS / ONE);
        return announced ? BINS + bin : bin;
    }

    int classes() {
        return rows.length;
    }

    long get(int c, int cell, int field) {
        return c < rows.length && rows[c].length > 0 ? rows[c][cell * width + field] : 0;
    }

    /** Adds to the first two longs of a cell; the caller has made sure that they hold it. */
    void addRecords(int c, int cell, int records, long quanta) {
        long[] row = row(c);
        row[cell * width] += records;
        row[cell * width + 1] += quanta;
    }

    /** Adds to a long of a cell behind the first two. */
    void addTo(int c, int cell, int field, int amount) {
        row(c)[cell * width + field] += amount;
    }

    void merge(ScoreCells other) {
        for (int c = 0; c < other.rows.length; c++) {
            if (other.rows[c].length > 0) {
                long[] row = row(c);
                for (int i = 0; i < row.length; i++) {
                    row[i] += other.rows[c][i];
                }
            }
        }
    }

    /** Class, cell and the cell's longs, for each cell over any record, ascending. */
    long[] state() {
        int entry = KEY + width;
        long[] state = new long[entry * CELLS * rows.length];
        int length = 0;
        for (int c = 0; c < rows.length; c++) {
            for (int cell = 0; rows[c].length > 0 && cell < CELLS; cell++) {
                if (rows[c][cell * width] > 0) {
                    state[length] = c;
                    state[length + 1] = cell;
                    System.arraycopy(rows[c], cell * width, state, length + KEY, width);
                    length += entry;
                }
            }
        }
        return Arrays.copyOf(state, length);
    }

    /** @throws IllegalArgumentException if {@link #state()} cannot have given this */
    static ScoreCells fromState(int width, long[] state) {
        int entry = KEY + width;
        if (state.length % entry != 0) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected a multiple of " + entry);
        }
        ScoreCells cells = new ScoreCells(width);
        for (int i = 0; i < state.length; i += entry) {
            long c = state[i];
            long cell = state[i + 1];
            long records = state[i + KEY];
            long sum = state[i + KEY + 1];
            boolean possible = c >= 0
                    && c < MAX_CLASSES
                    && cell >= 0
                    && cell < CELLS
                    && records > 0
                    && records <= MAX_TERMS
                    && sum >= 0
                    && sum <= records * ONE;
            for (int field = 2; possible && field < width; field++) {
                possible = state[i + KEY + field] >= 0 && state[i + KEY + field] <= records;
            }
            if (!possible) {
                throw new IllegalArgumentException("state at " + i + " is "
                        + Arrays.toString(Arrays.copyOfRange(state, i, i + entry))
                        + ", expected class, cell, records and sums that so many records can have");
            }
            System.arraycopy(state, i + KEY, cells.row((int) c), (int) cell * width, width);
        }
        return cells;
    }

    private long[] row(int c) {
        if (c >= rows.length) {
            int known = rows.length;
            rows = Arrays.copyOf(rows, c + 1);
            Arrays.fill(rows, known, rows.length, NONE);
        }
        if (rows[c].length == 0) {
            rows[c] = new long[CELLS * width];
        }
        return rows[c];
    }
}
