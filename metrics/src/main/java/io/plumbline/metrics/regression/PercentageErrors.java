package io.plumbline.metrics.regression;

import io.plumbline.metrics.exact.ExactSum;

/**
 * Errors in proportion to the actual value: MAPE.
 *
 * <p>A record's value is {@code |predicted - actual| / |actual|}, rounded once to a double: 0.1 where the prediction is off by a tenth;
 * it may exceed 1. Actual values closer to 0 than {@link #SMALLEST} have no such value: they are counted apart
 * ({@link #zeroActuals()}) and are not in the mean. ({@link PercentageRule} has what scikit-learn does: it divides by
 * {@link #SMALLEST} instead, so that one zero makes the mean about 1e15.) A model that answers too little looks better than one that answers too much: no answer of 0 is off by more
 * than 1.
 *
 * <p>Undefined: NaN before the first record whose actual value is not 0. Range, and what is refused: as {@link RegressionErrors}.
 * The sum is an {@link ExactSum}: any order of the same records, any split and merge, and any record added and removed again, gives
 * the same bits.
 *
 * <p>Threads: one at a time. It is apart from {@link RegressionErrors} so that states stored of those stay readable.
 */
public final class PercentageErrors {
    /** What is closer to 0 counts as 0: scikit-learn's epsilon, 2^-52. */
    public static final double SMALLEST = 0x1p-52;

    private static final int STATE_LENGTH = 2 + ExactSum.WORDS;

    private final PercentageRule rule;
    private long samples;
    private long zeroActuals;
    private final ExactSum ratio;

    /** No records yet, {@link PercentageRule#standard()}. */
    public PercentageErrors() {
        this(PercentageRule.standard());
    }

    /** No records yet. */
    public PercentageErrors(PercentageRule rule) {
        this(rule, new long[STATE_LENGTH]);
    }

    private PercentageErrors(PercentageRule rule, long[] state) {
        this.rule = rule;
        samples = state[0];
        zeroActuals = state[1];
        ratio = ExactSum.copyFrom(state, 2);
    }

    /**
     * Counts one record.
     *
     * @throws IllegalArgumentException as {@link RegressionErrors.Contribution}; then nothing has changed
     * @throws IllegalStateException if {@link RegressionErrors#MAX_SAMPLES} are counted already
     */
    public void add(double actual, double predicted) {
        double difference = RegressionErrors.checkedError(actual, predicted);
        checkRoom(1);
        boolean zero = rule.isZero(actual);
        if (!zero || rule.zerosCount()) {
            ratio.add(rule.ratio(difference, actual));
        }
        if (zero) {
            zeroActuals++;
        } else {
            samples++;
        }
    }

    /**
     * Takes out one record that was added before.
     *
     * @throws IllegalArgumentException as {@link RegressionErrors.Contribution}; then nothing has changed
     * @throws IllegalStateException if there is no such record to take out
     */
    public void remove(double actual, double predicted) {
        double difference = RegressionErrors.checkedError(actual, predicted);
        boolean zero = rule.isZero(actual);
        if ((zero ? zeroActuals : samples) == 0) {
            throw new IllegalStateException(
                    "cannot remove (" + actual + ", " + predicted + "): there is no such record");
        }
        if (!zero || rule.zerosCount()) {
            ratio.subtract(rule.ratio(difference, actual));
        }
        if (zero) {
            zeroActuals--;
        } else {
            samples--;
        }
    }

    /**
     * Adds every record of {@code other}, which stays as it is.
     *
     * @throws IllegalArgumentException if it has another rule
     */
    public void merge(PercentageErrors other) {
        if (!other.rule.equals(rule)) {
            throw new IllegalArgumentException("rule is " + other.rule + ", expected " + rule);
        }
        checkRoom(other.samples + other.zeroActuals);
        ratio.merge(other.ratio);
        samples += other.samples;
        zeroActuals += other.zeroActuals;
    }

    public PercentageRule rule() {
        return rule;
    }

    /** Records in the mean. */
    public long samples() {
        return rule.zerosCount() ? samples + zeroActuals : samples;
    }

    /** Records whose actual value is 0: in no mean, unless the rule says so. */
    public long zeroActuals() {
        return zeroActuals;
    }

    /** Mean of the errors in proportion to the actual values; a part of 1, not of 100. */
    public double mape() {
        return ratioSum() / samples();
    }

    /** To the nearest double. */
    public double ratioSum() {
        return ratio.toDouble();
    }

    /** Records with another actual value than 0, records with that, and the sum, as {@value #STATE_LENGTH} longs. */
    public long[] state() {
        long[] state = new long[STATE_LENGTH];
        state[0] = samples;
        state[1] = zeroActuals;
        ratio.copyTo(state, 2);
        return state;
    }

    /**
     * The statistic whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if it has another length or record counts that cannot be
     */
    public static PercentageErrors fromState(long[] state) {
        return fromState(PercentageRule.standard(), state);
    }

    /** As {@link #fromState(long[])}, under this rule. */
    public static PercentageErrors fromState(PercentageRule rule, long[] state) {
        if (state.length != STATE_LENGTH) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected " + STATE_LENGTH);
        }
        if (state[0] < 0 || state[1] < 0 || state[0] > RegressionErrors.MAX_SAMPLES - state[1]) {
            throw new IllegalArgumentException("state counts " + state[0] + " and " + state[1]
                    + " records, expected 0 to " + RegressionErrors.MAX_SAMPLES);
        }
        return new PercentageErrors(rule, state);
    }

    private void checkRoom(long coming) {
        long present = samples + zeroActuals;
        if (coming > RegressionErrors.MAX_SAMPLES - present) {
            throw new IllegalStateException("cannot add " + coming + " records to " + present + ": at most "
                    + RegressionErrors.MAX_SAMPLES + " fit");
        }
    }
}
