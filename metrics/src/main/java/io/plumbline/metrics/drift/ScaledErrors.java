package io.plumbline.metrics.drift;

import java.util.Arrays;
import java.util.function.Function;

/**
 * A {@link ChangeDetector} for absolute errors in any unit: each error e is given to a detector as e / (e + s), which is in [0, 1).
 *
 * <p>The scale s is the median of the errors other than 0 among the first {@value #FIRST}, or the first such error if there is none among
 * them: so about half of the numbers are below 0.5, and one error of 10^12 moves their mean no more than one of 10 s. After an alarm
 * the old scale may be far off, so scale and detector start anew.
 *
 * <p>The budget of the detector holds as it stands, whatever the distribution of the errors. Adding allocates only where a scale is
 * found. State: that of the detector and at most {@value #FIRST} numbers more.
 */
public final class ScaledErrors implements ChangeDetector {
    private static final int FIRST = 63;
    private static final int HEAD = 4;

    private final Function<long[], ChangeDetector> restored;
    private final long[] fresh;
    private ChangeDetector detector;
    private long samples;
    private long alarms;
    /** 0 while it is not known. */
    private double scale;

    private final double[] first = new double[FIRST];
    private int seen;

    private ScaledErrors(Function<long[], ChangeDetector> restored, long[] fresh) {
        this.restored = restored;
        this.fresh = fresh;
        detector = restored.apply(fresh);
    }

    /** Nothing seen yet. */
    public static ScaledErrors adwin(FalseAlarmBudget budget) {
        return new ScaledErrors(state -> Adwin.fromState(budget, state), new Adwin(budget).state());
    }

    /** Nothing seen yet. */
    public static ScaledErrors pageHinkley(FalseAlarmBudget budget) {
        return new ScaledErrors(state -> PageHinkley.fromState(budget, state), new PageHinkley(budget).state());
    }

    /**
     * Takes the next error, of 0 or more.
     *
     * @throws IllegalArgumentException if it is NaN, infinite or negative; then nothing has changed
     */
    @Override
    public boolean add(double error) {
        if (!(error >= 0 && error <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("absolute error is " + error + ", expected a finite number >= 0");
        }
        samples++;
        if (seen < FIRST) {
            first[seen++] = error;
            if (seen == FIRST) {
                scale = medianOfPositive();
                return feedFirst();
            }
            return false;
        }
        if (scale == 0 && error > 0) {
            scale = error;
        }
        return feed(error);
    }

    private boolean feedFirst() {
        boolean changed = false;
        for (int i = 0; i < FIRST && !changed; i++) {
            changed = feed(first[i]);
        }
        return changed;
    }

    private boolean feed(double error) {
        boolean changed = detector.add(scaled(error));
        if (changed) {
            alarms++;
            detector = restored.apply(fresh);
            scale = 0;
            seen = 0;
        }
        return changed;
    }

    /** e / (e + s), by ratios of at most 1, since the sum of two large errors is infinite. */
    private double scaled(double error) {
        if (error == 0) {
            return 0;
        }
        return error <= scale ? error / scale / (1 + error / scale) : 1 / (1 + scale / error);
    }

    private double medianOfPositive() {
        double[] positive =
                Arrays.stream(first).filter(error -> error > 0).sorted().toArray();
        return positive.length == 0 ? 0 : positive[positive.length / 2];
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
        return detector.evidence();
    }

    /** Samples, alarms, scale as bits of a double, errors seen for the scale; while it is not known these; then the detector's. */
    @Override
    public long[] state() {
        long[] inner = detector.state();
        int kept = seen < FIRST ? seen : 0;
        long[] state = new long[HEAD + kept + inner.length];
        state[0] = samples;
        state[1] = alarms;
        state[2] = Double.doubleToLongBits(scale);
        state[3] = seen;
        for (int i = 0; i < kept; i++) {
            state[HEAD + i] = Double.doubleToLongBits(first[i]);
        }
        System.arraycopy(inner, 0, state, HEAD + kept, inner.length);
        return state;
    }

    /**
     * The ADWIN whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no errors can have given it
     */
    public static ScaledErrors adwinFromState(FalseAlarmBudget budget, long[] state) {
        return adwin(budget).restore(state);
    }

    /**
     * The Page-Hinkley test whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no errors can have given it
     */
    public static ScaledErrors pageHinkleyFromState(FalseAlarmBudget budget, long[] state) {
        return pageHinkley(budget).restore(state);
    }

    private ScaledErrors restore(long[] state) {
        if (state.length < HEAD || state[3] < 0 || state[3] > FIRST) {
            throw impossible(state);
        }
        samples = state[0];
        alarms = state[1];
        scale = Double.longBitsToDouble(state[2]);
        seen = (int) state[3];
        int kept = seen < FIRST ? seen : 0;
        if (samples < seen || alarms < 0 || alarms > samples || !finite(scale) || state.length < HEAD + kept) {
            throw impossible(state);
        }
        for (int i = 0; i < kept; i++) {
            first[i] = Double.longBitsToDouble(state[HEAD + i]);
            if (!finite(first[i])) {
                throw impossible(state);
            }
        }
        detector = restored.apply(Arrays.copyOfRange(state, HEAD + kept, state.length));
        return this;
    }

    private static boolean finite(double error) {
        return error >= 0 && error <= Double.MAX_VALUE;
    }

    private static IllegalArgumentException impossible(long[] state) {
        return new IllegalArgumentException("state " + Arrays.toString(state) + " is none that errors >= 0 can give");
    }
}
