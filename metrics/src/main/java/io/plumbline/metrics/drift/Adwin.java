package io.plumbline.metrics.drift;

import io.plumbline.metrics.exact.UnitFixed;
import java.util.Arrays;

/**
 * Adaptive windowing: a window over the latest errors that grows while they look alike, and loses its older part when the means of an
 * older and a newer part differ by more than chance.
 *
 * <p>How it works:
 *
 * <ol>
 *   <li>The window is an exponential histogram: rows of buckets, a bucket of row r being the count, sum and sum of squares of 2^r errors
 *       that followed each other. When a row has more than {@value #BUCKETS} buckets, its two oldest become one of the next row.
 *   <li>Every {@value #CHECK_EVERY} errors, each border between two buckets cuts the window into n0 older and n1 newer errors. With 1/m =
 *       1/n0 + 1/n1 and the variance v of the window, means further apart than sqrt(2 v c / m) + 2 c / (3 m) are a change; then the
 *       oldest bucket goes, and the rest is looked at again.
 *   <li>In the paper c = ln(2 ln(n) / delta), delta being the chance of an error of one look, which says little about how often an alarm
 *       comes: looks overlap. Here c = ln(budget) - {@value #CALIBRATION}, found by simulation (below). Alarms grow at least e-fold
 *       rarer with each unit of c, whatever the size of the window, since fresh evidence comes from short newer parts.
 * </ol>
 *
 * <p>Simulated mean run lengths without a change, in budgets, over 10 and 60 million errors each ({@code FalseAlarmTest} repeats a
 * part); "normal" are absolute values of normal errors, scaled:
 *
 * <pre>
 *              errors of 0 and 1 with mean
 *   budget      0.05    0.1    0.3     normal
 *     1,000     10.4    7.1    4.8      22
 *    10,000     20     14.8    8.6      50
 *   100,000     29     17     12.5      35
 * </pre>
 *
 * <p>Finds slow changes too, and says how much of the past is like the present ({@link #window()}). Memory: at most {@value #ROWS} rows,
 * {@value #MOST_LONGS} longs, whatever the stream; the window then forgets what is older than about 2^28 errors. Sums are longs
 * in quanta of 2^-32 ({@link UnitFixed}), so merging buckets rounds nothing.
 *
 * <p>Source: Bifet and Gavaldà (2007), Learning from time-changing data with adaptive windowing, sections 3 and 4.
 */
public final class Adwin implements ChangeDetector {
    private static final int BUCKETS = 5;
    private static final int ROWS = 26;
    private static final int CHECK_EVERY = 32;
    private static final double CALIBRATION = 3.5;

    private static final int HEAD = 4;
    private static final int MOST_LONGS = HEAD + ROWS + 2 * ROWS * BUCKETS;

    private final double confidence;
    private final int[] used = new int[ROWS];
    /** Row by row, one place more than a row keeps, the oldest bucket of a row first. */
    private final long[] sums = new long[ROWS * (BUCKETS + 1)];

    private final long[] squares = new long[ROWS * (BUCKETS + 1)];
    private int rows = 1;
    private long samples;
    private long alarms;
    private long window;
    private long sum;
    private long square;
    private double evidence;

    /** Nothing seen yet. */
    public Adwin(FalseAlarmBudget budget) {
        confidence = Math.log(budget.samples()) - CALIBRATION;
    }

    @Override
    public boolean add(double error) {
        long fixed = UnitError.of(error);
        long fixedSquare = UnitError.of(error * error);
        samples++;
        append(0, fixed, fixedSquare);
        window++;
        sum += fixed;
        square += fixedSquare;
        compress();
        return samples % CHECK_EVERY == 0 && shrink();
    }

    private void append(int row, long bucketSum, long bucketSquare) {
        int at = row * (BUCKETS + 1) + used[row]++;
        sums[at] = bucketSum;
        squares[at] = bucketSquare;
    }

    private void compress() {
        for (int row = 0; used[row] > BUCKETS; row++) {
            int at = row * (BUCKETS + 1);
            long bucketSum = sums[at] + sums[at + 1];
            long bucketSquare = squares[at] + squares[at + 1];
            if (row == ROWS - 1) {
                dropOldest();
                return;
            }
            take(row, 2);
            append(row + 1, bucketSum, bucketSquare);
            rows = Math.max(rows, row + 2);
        }
    }

    private void take(int row, int buckets) {
        int at = row * (BUCKETS + 1);
        used[row] -= buckets;
        System.arraycopy(sums, at + buckets, sums, at, used[row]);
        System.arraycopy(squares, at + buckets, squares, at, used[row]);
    }

    private void dropOldest() {
        int row = rows - 1;
        window -= 1L << row;
        sum -= sums[row * (BUCKETS + 1)];
        square -= squares[row * (BUCKETS + 1)];
        take(row, 1);
        while (rows > 1 && used[rows - 1] == 0) {
            rows--;
        }
    }

    private boolean shrink() {
        boolean changed = false;
        evidence = strongest();
        while (evidence > 1) {
            changed = true;
            dropOldest();
            evidence = strongest();
        }
        if (changed) {
            alarms++;
        }
        return changed;
    }

    /** The largest difference of two parts' means, in proportion to what is a change. */
    private double strongest() {
        double mean = mean();
        double variance = Math.max(0, UnitFixed.toDouble(square) / window - mean * mean);
        double strongest = 0;
        long older = 0;
        long olderSum = 0;
        for (int row = rows - 1; row >= 0; row--) {
            int at = row * (BUCKETS + 1);
            for (int bucket = 0; bucket < used[row]; bucket++) {
                older += 1L << row;
                olderSum += sums[at + bucket];
                long newer = window - older;
                if (newer > 0) {
                    double difference =
                            Math.abs(UnitFixed.toDouble(olderSum) / older - UnitFixed.toDouble(sum - olderSum) / newer);
                    double inverse = 1.0 / older + 1.0 / newer;
                    double limit = Math.sqrt(2 * variance * confidence * inverse) + 2 * confidence * inverse / 3;
                    strongest = Math.max(strongest, difference / limit);
                }
            }
        }
        return strongest;
    }

    @Override
    public long samples() {
        return samples;
    }

    @Override
    public long alarms() {
        return alarms;
    }

    /** As of the last look, at most {@value #CHECK_EVERY} errors ago. */
    @Override
    public double evidence() {
        return evidence;
    }

    /** How many of the latest errors look alike. */
    public long window() {
        return window;
    }

    /** The mean of the errors in the window; NaN before the first. */
    public double mean() {
        return UnitFixed.toDouble(sum) / window;
    }

    /**
     * Samples, alarms, evidence as bits of a double, number of rows; then for each row its number of buckets, and each bucket's sum and sum of
     * squares (2^-32), oldest first.
     */
    @Override
    public long[] state() {
        long[] state = new long[MOST_LONGS];
        state[0] = samples;
        state[1] = alarms;
        state[2] = Double.doubleToLongBits(evidence);
        state[3] = rows;
        int length = HEAD;
        for (int row = 0; row < rows; row++) {
            state[length++] = used[row];
            for (int at = row * (BUCKETS + 1); at < row * (BUCKETS + 1) + used[row]; at++) {
                state[length++] = sums[at];
                state[length++] = squares[at];
            }
        }
        return Arrays.copyOf(state, length);
    }

    /**
     * The detector whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no errors can have given it
     */
    public static Adwin fromState(FalseAlarmBudget budget, long[] state) {
        Adwin detector = new Adwin(budget);
        if (state.length <= HEAD || state[3] < 1 || state[3] > ROWS) {
            throw impossible(state);
        }
        detector.samples = state[0];
        detector.alarms = state[1];
        detector.evidence = Double.longBitsToDouble(state[2]);
        detector.rows = (int) state[3];
        int at = HEAD;
        for (int row = 0; row < detector.rows; row++) {
            if (at >= state.length || state[at] < 0 || state[at] > BUCKETS || at + 2 * state[at] >= state.length) {
                throw impossible(state);
            }
            int buckets = (int) state[at++];
            for (int bucket = 0; bucket < buckets; bucket++) {
                detector.restore(row, state[at++], state[at++], state);
            }
        }
        boolean counts = detector.window <= detector.samples
                && detector.alarms >= 0
                && detector.alarms <= detector.samples
                && detector.evidence >= 0
                && detector.evidence <= 1;
        if (!counts || at != state.length) {
            throw impossible(state);
        }
        return detector;
    }

    private void restore(int row, long bucketSum, long bucketSquare, long[] state) {
        long most = UnitFixed.ONE << row;
        if (bucketSum < 0 || bucketSum > most || bucketSquare < 0 || bucketSquare > most) {
            throw impossible(state);
        }
        append(row, bucketSum, bucketSquare);
        window += 1L << row;
        sum += bucketSum;
        square += bucketSquare;
    }

    private static IllegalArgumentException impossible(long[] state) {
        return new IllegalArgumentException("state " + Arrays.toString(state)
                + " is none that errors of [0, 1] can give: rows of at most " + BUCKETS + " buckets, sums within them");
    }
}
