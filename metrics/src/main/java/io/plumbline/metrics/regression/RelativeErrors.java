package io.plumbline.metrics.regression;

import io.plumbline.metrics.exact.ExactSum;
import io.plumbline.metrics.exact.UnitFixed;

/**
 * Errors in proportion to the size of the numbers, defined also where an actual value is 0: wMAPE and sMAPE.
 *
 * <p><em>wMAPE</em> is the sum of the errors' magnitudes over the sum of the actual values' magnitudes: MAPE weighted by the actual
 * value. <em>sMAPE</em> is the mean of {@code 2 |predicted - actual| / (|actual| + |predicted|)}, from 0 to 2, a record of two
 * zeros being 0 (of the definitions in use, the one of TorchMetrics).
 *
 * <p>Undefined: NaN before the first record; wMAPE also where all actual values are 0.
 *
 * <p>Range, and what is refused: as {@link RegressionErrors}, and at most {@link UnitFixed#MAX_TERMS} records. The sums are
 * {@link ExactSum}s, that of sMAPE a long in quanta of 2^-31 (the mean is within 2^-32 of that of the unrounded values): any order
 * of the same records, any split and merge, and any record added and removed again, gives the same bits.
 *
 * <p>Threads: one at a time. Cost: two 256-bit additions a record; no allocation.
 */
public final class RelativeErrors {
    private static final int STATE_LENGTH = 2 + 2 * ExactSum.WORDS;

    private final double floor;
    private long samples;
    /** Of sMAPE's halves, in quanta of 2^-32. */
    private long symmetric;

    private final ExactSum absoluteError;
    private final ExactSum absoluteActual;

    /** No records yet, no floor. */
    public RelativeErrors() {
        this(0);
    }

    /**
     * No records yet.
     *
     * @param floor what a denominator is at least: sMAPE's for each record, wMAPE's for the sum; TorchMetrics' is 1.17e-6
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public RelativeErrors(double floor) {
        this(floor, new long[STATE_LENGTH]);
    }

    private RelativeErrors(double floor, long[] state) {
        if (!(floor >= 0 && floor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("floor is " + floor + ", expected a finite number >= 0");
        }
        this.floor = floor;
        samples = state[0];
        symmetric = state[1];
        absoluteError = ExactSum.copyFrom(state, 2);
        absoluteActual = ExactSum.copyFrom(state, 2 + ExactSum.WORDS);
    }

    /**
     * Counts one record.
     *
     * @throws IllegalArgumentException as {@link RegressionErrors.Contribution}; then nothing has changed
     * @throws IllegalStateException if {@link UnitFixed#MAX_TERMS} are counted already
     */
    public void add(double actual, double predicted) {
        double difference = Math.abs(RegressionErrors.checkedError(actual, predicted));
        checkRoom(1);
        samples++;
        symmetric += half(difference, actual, predicted);
        absoluteError.add(difference);
        absoluteActual.add(Math.abs(actual));
    }

    /**
     * Takes out one record that was added before.
     *
     * @throws IllegalArgumentException as {@link RegressionErrors.Contribution}; then nothing has changed
     * @throws IllegalStateException if there is no such record to take out
     */
    public void remove(double actual, double predicted) {
        double difference = Math.abs(RegressionErrors.checkedError(actual, predicted));
        long half = half(difference, actual, predicted);
        if (samples == 0 || symmetric < half) {
            throw new IllegalStateException(
                    "cannot remove (" + actual + ", " + predicted + "): there is no such record");
        }
        samples--;
        symmetric -= half;
        absoluteError.subtract(difference);
        absoluteActual.subtract(Math.abs(actual));
    }

    /**
     * Adds every record of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException if it has another floor
     */
    public void merge(RelativeErrors other) {
        if (other.floor != floor) {
            throw new IllegalArgumentException("floor is " + other.floor + ", expected " + floor);
        }
        checkRoom(other.samples);
        samples += other.samples;
        symmetric += other.symmetric;
        absoluteError.merge(other.absoluteError);
        absoluteActual.merge(other.absoluteActual);
    }

    public long samples() {
        return samples;
    }

    public double wmape() {
        double actual = Math.max(floor, absoluteActual.toDouble());
        return samples == 0 || actual == 0 ? Double.NaN : absoluteError.toDouble() / actual;
    }

    public double smape() {
        return symmetricSum() / samples;
    }

    /** Sum of the actual values' magnitudes, to the nearest double: wMAPE's denominator. */
    public double absoluteActualSum() {
        return absoluteActual.toDouble();
    }

    /** Sum of the records' sMAPE. */
    public double symmetricSum() {
        return 2 * UnitFixed.toDouble(symmetric);
    }

    /** Records, the sum of sMAPE's halves in quanta of 2^-32, and the two sums, as {@value #STATE_LENGTH} longs. */
    public long[] state() {
        long[] state = new long[STATE_LENGTH];
        state[0] = samples;
        state[1] = symmetric;
        absoluteError.copyTo(state, 2);
        absoluteActual.copyTo(state, 2 + ExactSum.WORDS);
        return state;
    }

    /** The statistic without a floor whose {@link #state()} this is. */
    public static RelativeErrors fromState(long[] state) {
        return fromState(0, state);
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if it has another length or a count or sum that cannot be
     */
    public static RelativeErrors fromState(double floor, long[] state) {
        if (state.length != STATE_LENGTH) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected " + STATE_LENGTH);
        }
        if (state[0] < 0 || state[0] > UnitFixed.MAX_TERMS || state[1] < 0 || state[1] > state[0] * UnitFixed.ONE) {
            throw new IllegalArgumentException("state counts " + state[0] + " records with a sum of " + state[1]
                    + " quanta, expected 0 to " + UnitFixed.MAX_TERMS + " with 0 to 2^32 each");
        }
        return new RelativeErrors(floor, state);
    }

    private long half(double difference, double actual, double predicted) {
        double size = Math.max(floor, Math.abs(actual) + Math.abs(predicted));
        return size == 0 ? 0 : UnitFixed.of(difference / size);
    }

    private void checkRoom(long coming) {
        if (coming > UnitFixed.MAX_TERMS - samples) {
            throw new IllegalStateException(
                    "cannot add " + coming + " records to " + samples + ": at most " + UnitFixed.MAX_TERMS + " fit");
        }
    }
}
