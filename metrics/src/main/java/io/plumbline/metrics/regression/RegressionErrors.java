package io.plumbline.metrics.regression;

import io.plumbline.metrics.exact.ExactSum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Sums of the errors of predicted numbers: MAE, MSE, RMSE, bias and R².
 *
 * <p>An error is {@code predicted - actual}, rounded once to a double; its magnitude and its square go into {@link ExactSum}s. So
 * any order of the same records, any split and merge, and any record added and removed again, gives the same bits.
 *
 * <p>Units: MAE, RMSE and bias have the target's unit, MSE its square, R² none. Undefined: every value is NaN before the first
 * record; R² also for fewer than two records and for actual values that do not vary (where scikit-learn answers 0 or 1).
 *
 * <p>Range: actual value, predicted value and error are finite and at most {@link #LIMIT} in magnitude; at most
 * {@link #MAX_SAMPLES} records. What does not fit is refused and changes nothing. Resolution: see {@link ExactSum}.
 *
 * <p>Threads: one at a time. Cost: five 256-bit additions a record; no allocation.
 */
public final class RegressionErrors {
    /** The largest magnitude of an actual value, a predicted value and an error: 2^60, about 1.15e18. */
    public static final double LIMIT = 0x1p60;

    /** How many records certainly fit: each brings two terms (a rounded square and its remainder) to two of the sums. */
    public static final long MAX_SAMPLES = ExactSum.MAX_TERMS / 2;

    private static final int SUMS = 5;
    private static final int STATE_LENGTH = 1 + SUMS * ExactSum.WORDS;

    private long samples;
    private final ExactSum absoluteError;
    private final ExactSum squaredError;
    private final ExactSum error;
    private final ExactSum actual;
    private final ExactSum squaredActual;

    /** No records yet. */
    public RegressionErrors() {
        this(new long[STATE_LENGTH]);
    }

    private RegressionErrors(long[] state) {
        samples = state[0];
        absoluteError = ExactSum.copyFrom(state, 1);
        squaredError = ExactSum.copyFrom(state, 1 + ExactSum.WORDS);
        error = ExactSum.copyFrom(state, 1 + 2 * ExactSum.WORDS);
        actual = ExactSum.copyFrom(state, 1 + 3 * ExactSum.WORDS);
        squaredActual = ExactSum.copyFrom(state, 1 + 4 * ExactSum.WORDS);
    }

    /**
     * What one record adds, and what has to be removed to take it out: the two numbers themselves, because all that is summed
     * follows from them in one way.
     */
    public record Contribution(double actual, double predicted) {
        /** @throws IllegalArgumentException if a number or their difference is not finite or exceeds {@link #LIMIT} */
        public Contribution {
            checkedError(actual, predicted);
        }
    }

    /**
     * Counts one record.
     *
     * @throws IllegalArgumentException as {@link Contribution}; then nothing has changed
     * @throws IllegalStateException if {@link #MAX_SAMPLES} are counted already
     */
    public void add(double actual, double predicted) {
        double difference = checkedError(actual, predicted);
        checkRoom(samples, 1);
        samples++;
        absoluteError.add(Math.abs(difference));
        squaredError.addSquare(difference);
        error.add(difference);
        this.actual.add(actual);
        squaredActual.addSquare(actual);
    }

    /** Counts one record. */
    public void add(Contribution contribution) {
        add(contribution.actual, contribution.predicted);
    }

    /**
     * Takes out one record that was added before.
     *
     * @throws IllegalArgumentException as {@link Contribution}; then nothing has changed
     * @throws IllegalStateException if there is no record to take out
     */
    public void remove(double actual, double predicted) {
        double difference = checkedError(actual, predicted);
        if (samples == 0) {
            throw new IllegalStateException("cannot remove (" + actual + ", " + predicted + "): there are no records");
        }
        samples--;
        absoluteError.subtract(Math.abs(difference));
        squaredError.subtractSquare(difference);
        error.subtract(difference);
        this.actual.subtract(actual);
        squaredActual.subtractSquare(actual);
    }

    /** Takes out one record that was added before. */
    public void remove(Contribution contribution) {
        remove(contribution.actual, contribution.predicted);
    }

    /** Adds every record of {@code other}, which stays as it is. */
    public void merge(RegressionErrors other) {
        checkRoom(samples, other.samples);
        samples += other.samples;
        absoluteError.merge(other.absoluteError);
        squaredError.merge(other.squaredError);
        error.merge(other.error);
        actual.merge(other.actual);
        squaredActual.merge(other.squaredActual);
    }

    public long samples() {
        return samples;
    }

    /** Mean of the errors' magnitudes. */
    public double mae() {
        return absoluteErrorSum() / samples;
    }

    /** Mean of the squared errors. */
    public double mse() {
        return squaredErrorSum() / samples;
    }

    /** Square root of {@link #mse()} over all records; never a mean of several roots. */
    public double rmse() {
        return Math.sqrt(mse());
    }

    /** Mean of {@code predicted - actual}: positive when the model answers too much. */
    public double bias() {
        return errorSum() / samples;
    }

    /**
     * 1 minus the squared errors' sum over that of the actual values' distances to their mean. Formed in integers, so that large
     * values with small differences (1e9 and 1e9 + 1) lose nothing.
     */
    public double r2() {
        return r2(R2Rule.UNDEFINED);
    }

    /** {@link #r2()} with another answer where the actual values do not vary; NaN for fewer than two records under any. */
    public double r2(R2Rule rule) {
        if (samples < 2) {
            return Double.NaN;
        }
        BigInteger residual = squaredError.quanta().multiply(BigInteger.valueOf(samples));
        BigInteger spread = spread();
        boolean varies = spread.signum() > 0;
        switch (rule) {
            case UNDEFINED -> {
                if (!varies) {
                    return Double.NaN;
                }
            }
            case FORCE_FINITE -> {
                if (!varies) {
                    return residual.signum() == 0 ? 1 : 0;
                }
            }
            case CLOSE_TO_ZERO -> {
                if (squaredErrorSum() <= R2Rule.CLOSE) {
                    return 1;
                }
                if (actualSpread() <= R2Rule.CLOSE) {
                    return 0;
                }
            }
        }
        BigDecimal unexplained = new BigDecimal(residual.shiftLeft(ExactSum.QUANTUM_BITS))
                .divide(new BigDecimal(spread), MathContext.DECIMAL128);
        return BigDecimal.ONE.subtract(unexplained).doubleValue();
    }

    /** Sum of the actual values' squared distances to their mean; 0 where they vary by less than the resolution. */
    public double actualSpread() {
        BigDecimal quanta = new BigDecimal(spread());
        BigDecimal unit =
                new BigDecimal(BigInteger.valueOf(Math.max(1, samples)).shiftLeft(2 * ExactSum.QUANTUM_BITS));
        return quanta.divide(unit, MathContext.DECIMAL128).doubleValue();
    }

    /** Sum (y - mean)², which is sum y² - (sum y)² / n; times n, and in squared quanta. */
    private BigInteger spread() {
        BigInteger count = BigInteger.valueOf(samples);
        BigInteger quantaPerOne = BigInteger.ONE.shiftLeft(ExactSum.QUANTUM_BITS);
        BigInteger spread = squaredActual
                .quanta()
                .multiply(count)
                .multiply(quantaPerOne)
                .subtract(actual.quanta().pow(2));
        // Every square was rounded to the quantum, twice at half a quantum: less than that is no spread.
        BigInteger noise = count.multiply(count).multiply(quantaPerOne).shiftLeft(1);
        return spread.compareTo(noise) <= 0 ? BigInteger.ZERO : spread;
    }

    /** Sum of the errors' magnitudes, to the nearest double. */
    public double absoluteErrorSum() {
        return absoluteError.toDouble();
    }

    /** Sum of the squared errors, to the nearest double. */
    public double squaredErrorSum() {
        return squaredError.toDouble();
    }

    /** Sum of {@code predicted - actual}, to the nearest double. */
    public double errorSum() {
        return error.toDouble();
    }

    /** The counts and sums as {@value #STATE_LENGTH} longs: equal exactly when the records counted are the same in sum. */
    public long[] state() {
        long[] state = new long[STATE_LENGTH];
        state[0] = samples;
        absoluteError.copyTo(state, 1);
        squaredError.copyTo(state, 1 + ExactSum.WORDS);
        error.copyTo(state, 1 + 2 * ExactSum.WORDS);
        actual.copyTo(state, 1 + 3 * ExactSum.WORDS);
        squaredActual.copyTo(state, 1 + 4 * ExactSum.WORDS);
        return state;
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if it has another length or a record count that cannot be
     */
    public static RegressionErrors fromState(long[] state) {
        if (state.length != STATE_LENGTH) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected " + STATE_LENGTH);
        }
        if (state[0] < 0 || state[0] > MAX_SAMPLES) {
            throw new IllegalArgumentException("state counts " + state[0] + " records, expected 0 to " + MAX_SAMPLES);
        }
        return new RegressionErrors(state);
    }

    static double checkedError(double actual, double predicted) {
        check("actual", actual);
        check("predicted", predicted);
        check("error", predicted - actual);
        return predicted - actual;
    }

    private static void check(String name, double value) {
        if (!(Math.abs(value) <= LIMIT)) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", expected a finite number of magnitude <= " + LIMIT);
        }
    }

    private static void checkRoom(long present, long coming) {
        if (coming > MAX_SAMPLES - present) {
            throw new IllegalStateException(
                    "cannot add " + coming + " records to " + present + ": at most " + MAX_SAMPLES + " fit");
        }
    }
}
