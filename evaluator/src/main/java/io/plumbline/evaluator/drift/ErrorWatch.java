package io.plumbline.evaluator.drift;

import io.plumbline.metrics.drift.Adwin;
import io.plumbline.metrics.drift.ChangeDetector;
import io.plumbline.metrics.drift.FalseAlarmBudget;
import io.plumbline.metrics.drift.PageHinkley;
import io.plumbline.metrics.drift.ScaledErrors;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Watches the errors of one version in one partition for a change, with both detectors.
 *
 * <p>Threads: one at a time. The same errors in the same order give the same {@link #state()}.
 */
public final class ErrorWatch {
    /** What errors are. The order is part of stored states. */
    public enum Scale {
        /** From 0, right, to 1, wrong. */
        UNIT,
        /** From 0 on, in the unit of the target. */
        ABSOLUTE
    }

    private static final int SCALE = 0;
    private static final int FIRST_LAST_ALARM = 1;
    private static final int FIRST_LENGTH = FIRST_LAST_ALARM + Detector.values().length;
    private static final int HEAD = FIRST_LENGTH + Detector.values().length;

    private final Scale scale;
    private final Map<Detector, ChangeDetector> detectors = new EnumMap<>(Detector.class);
    private final long[] lastAlarms = new long[Detector.values().length];

    /** Nothing seen yet. */
    public ErrorWatch(Scale scale, FalseAlarmBudget budget) {
        this.scale = scale;
        boolean unit = scale == Scale.UNIT;
        detectors.put(Detector.ADWIN, unit ? new Adwin(budget) : ScaledErrors.adwin(budget));
        detectors.put(Detector.PAGE_HINKLEY, unit ? new PageHinkley(budget) : ScaledErrors.pageHinkley(budget));
    }

    /**
     * Takes the next error; true if a detector reports a change.
     *
     * @param timeMillis of the request
     * @throws IllegalArgumentException if the error is NaN or not on the scale; then nothing has changed
     */
    public boolean add(double error, long timeMillis) {
        boolean changed = false;
        for (Detector detector : Detector.values()) {
            if (of(detector).add(error)) {
                lastAlarms[detector.ordinal()] = timeMillis;
                changed = true;
            }
        }
        return changed;
    }

    public Scale scale() {
        return scale;
    }

    public long samples() {
        return of(Detector.ADWIN).samples();
    }

    /** What a detector says now. */
    public ErrorDrift.Reading reading(Detector detector) {
        ChangeDetector of = of(detector);
        return new ErrorDrift.Reading(of.alarms(), of.evidence(), lastAlarms[detector.ordinal()]);
    }

    private ChangeDetector of(Detector detector) {
        ChangeDetector found = detectors.get(detector);
        if (found == null) {
            throw new IllegalStateException("there is no detector " + detector);
        }
        return found;
    }

    /** The scale, when each detector last alarmed, how long each one's state is, and the states. */
    public long[] state() {
        long[] state = new long[HEAD];
        state[SCALE] = scale.ordinal();
        for (Detector detector : Detector.values()) {
            long[] inner = of(detector).state();
            int at = state.length;
            state = Arrays.copyOf(state, at + inner.length);
            System.arraycopy(inner, 0, state, at, inner.length);
            state[FIRST_LAST_ALARM + detector.ordinal()] = lastAlarms[detector.ordinal()];
            state[FIRST_LENGTH + detector.ordinal()] = inner.length;
        }
        return state;
    }

    /**
     * The watch whose {@link #state()} this is.
     *
     * @throws IllegalArgumentException if no errors can have given it
     */
    public static ErrorWatch fromState(FalseAlarmBudget budget, long[] state) {
        if (state.length < HEAD || state[SCALE] < 0 || state[SCALE] >= Scale.values().length) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected " + HEAD + " or more");
        }
        ErrorWatch watch = new ErrorWatch(Scale.values()[(int) state[SCALE]], budget);
        boolean unit = watch.scale == Scale.UNIT;
        int at = HEAD;
        for (Detector detector : Detector.values()) {
            long length = state[FIRST_LENGTH + detector.ordinal()];
            if (length < 0 || length > state.length - at) {
                throw new IllegalArgumentException(
                        "state of " + detector + " has " + length + " longs, expected at most " + (state.length - at));
            }
            long[] inner = Arrays.copyOfRange(state, at, at + (int) length);
            watch.detectors.put(detector, restored(detector, unit, budget, inner));
            watch.lastAlarms[detector.ordinal()] = state[FIRST_LAST_ALARM + detector.ordinal()];
            at += (int) length;
        }
        if (at != state.length) {
            throw new IllegalArgumentException("state has " + state.length + " longs, expected " + at);
        }
        return watch;
    }

    private static ChangeDetector restored(Detector detector, boolean unit, FalseAlarmBudget budget, long[] state) {
        return switch (detector) {
            case ADWIN -> unit ? Adwin.fromState(budget, state) : ScaledErrors.adwinFromState(budget, state);
            case PAGE_HINKLEY ->
                unit ? PageHinkley.fromState(budget, state) : ScaledErrors.pageHinkleyFromState(budget, state);
        };
    }
}
