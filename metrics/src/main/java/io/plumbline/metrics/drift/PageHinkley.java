package io.plumbline.metrics.drift;

import io.plumbline.metrics.exact.UnitFixed;

/**
 * The test of Page and Hinkley: sums how far errors are above (and, apart, below) their mean so far by more than a tolerance, never below
 * 0, and alarms when a sum is too large.
 *
 * <p>The usual two knobs, tolerance and threshold, follow from the {@link FalseAlarmBudget}:
 *
 * <ol>
 *   <li>An increment is a log-likelihood ratio. Of all errors of mean m and variance v that do not exceed 1, those of two values 1 and
 *       m - v / (1 - m) have the largest exponential moment (Bennett, 1962); for errors of 0 and 1 these are the errors themselves. The
 *       increment is, for these two values, the log of how much likelier each is once the mean has risen by {@value #SHIFT} standard
 *       deviations, and linear in between. So without a change the mean of e^increment is at most 1.
 *   <li>For such increments the expected time until a sum reaches h is at least e^h (Lorden, 1971: the Shiryaev-Roberts sum exceeds
 *       e^sum and grows by at most 1 a step), with two sums half of it. It is much longer, since a sum overshoots and the Shiryaev-Roberts
 *       sum is well above it: simulated, more than 40 times as long. So h = ln(budget) - {@value #CALIBRATION}.
 *   <li>Mean and variance are those of the errors since the start or the last alarm, as in Hinkley (1971). A mean of n errors is itself off
 *       by about sd / sqrt(n), and e^increment is at most 1 only from the true mean on: the test is about a mean {@value #GUARD} such
 *       deviation further off, which wears off as n grows.
 * </ol>
 *
 * <p>Simulated mean run lengths without a change, in budgets, over 10 and 60 million errors each ({@code FalseAlarmTest} repeats a
 * part); "normal" are absolute values of normal errors, scaled:
 *
 * <pre>
 *              errors of 0 and 1 with mean
 *   budget      0.05    0.1    0.3     normal
 *     1,000     11.4    7.3    5.1     12.7
 *    10,000      7.7    5.2    3.7     12.5
 *   100,000      6.5    4.2    3.1     10.6
 * </pre>
 *
 * <p>Fast for abrupt changes; a slow one moves the mean along and may stay unseen. State: 7 numbers. Cost: four logarithms.
 *
 * <p>Sources: Page (1954), Continuous inspection schemes; Hinkley (1971), Inference about the change-point from cumulative sum tests;
 * Lorden (1971), Procedures for reacting to a change in distribution, theorem 2.
 */
public final class PageHinkley implements ChangeDetector {
    /** The shift found soonest, in standard deviations: from 10 % errors to 16 %, say. */
    private static final double SHIFT = 0.2;

    /** By how many of its own standard errors the mean is taken further off. */
    private static final double GUARD = 1;

    /** See (2) of the class's comment. */
    private static final double CALIBRATION = 2.5;

    /** Errors from which a first mean is made; before them no change can be told. */
    private static final int WARM_UP = 30;

    private static final int STATE_LENGTH = 7;

    private final double threshold;
    private long samples;
    private long alarms;
    private long baseline;
    private long sum;
    private long squares;
    private double rise;
    private double fall;

    /** Nothing seen yet. */
    public PageHinkley(FalseAlarmBudget budget) {
        threshold = Math.log(budget.samples()) - CALIBRATION;
    }

    @Override
    public boolean add(double error) {
        long fixed = UnitError.of(error);
        samples++;
        boolean changed = false;
        if (baseline >= WARM_UP) {
            double mean = (UnitFixed.toDouble(sum) + 0.5) / (baseline + 1);
            double square = (UnitFixed.toDouble(squares) + 0.5) / (baseline + 1);
            double variance = Math.max(square - mean * mean, Double.MIN_NORMAL);
            double off = GUARD * Math.sqrt(variance / baseline);
            rise = Math.max(0, rise + increment(error, mean + off, variance));
            fall = Math.max(0, fall + increment(1 - error, 1 - mean + off, variance));
            changed = rise >= threshold || fall >= threshold;
        }
        if (changed) {
            alarms++;
            baseline = 0;
            sum = 0;
            squares = 0;
            rise = 0;
            fall = 0;
        } else if (baseline < UnitFixed.MAX_TERMS) {
            baseline++;
            sum += fixed;
            squares += UnitError.of(error * error);
        }
        return changed;
    }

    /** The log-likelihood ratio of (1) in the class's comment; 0 where the mean leaves no room for a rise. */
    private static double increment(double error, double mean, double variance) {
        double room = 1 - mean;
        if (room <= 0) {
            return 0;
        }
        double below = variance / room;
        double before = below / (room + below);
        double after = Math.min((1 + before) / 2, (SHIFT * Math.sqrt(variance) + below) / (room + below));
        double high = Math.log(after / before);
        double low = Math.log((1 - after) / (1 - before));
        return low + (high - low) * (error - mean + below) / (room + below);
    }

    @Override
    public long samples() {
        return samples;
    }

    @Override
    public long alarms() {
        return alarms;
    }

    @Override
    public double evidence() {
        return Math.max(rise, fall) / threshold;
    }

    /** Samples, alarms; samples, sum and sum of squares (2^-32) since the last alarm; the two sums as bits of a double. */
    @Override
    public long[] state() {
        return new long[] {
            samples, alarms, baseline, sum, squares, Double.doubleToLongBits(rise), Double.doubleToLongBits(fall)
        };
    }

    /**
     * The detector whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no errors can have given it
     */
    public static PageHinkley fromState(FalseAlarmBudget budget, long[] state) {
        if (state.length != STATE_LENGTH) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected " + STATE_LENGTH);
        }
        PageHinkley detector = new PageHinkley(budget);
        detector.samples = state[0];
        detector.alarms = state[1];
        detector.baseline = state[2];
        detector.sum = state[3];
        detector.squares = state[4];
        detector.rise = Double.longBitsToDouble(state[5]);
        detector.fall = Double.longBitsToDouble(state[6]);
        if (!detector.possible()) {
            throw new IllegalArgumentException("state " + java.util.Arrays.toString(state)
                    + " is none that errors of [0, 1] can give: counts ascend, sums are within them");
        }
        return detector;
    }

    private boolean possible() {
        return baseline >= 0
                && baseline <= Math.min(samples, UnitFixed.MAX_TERMS)
                && alarms >= 0
                && alarms <= samples
                && squares >= 0
                && squares <= baseline * UnitFixed.ONE
                && sum >= 0
                && sum <= baseline * UnitFixed.ONE
                && rise >= 0
                && fall >= 0
                && Double.isFinite(rise + fall);
    }
}
