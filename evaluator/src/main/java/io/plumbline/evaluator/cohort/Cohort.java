package io.plumbline.evaluator.cohort;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.delay.DelayCounts;
import io.plumbline.metrics.estimate.ExpectedOutcomes;
import io.plumbline.metrics.estimate.RealisedOutcomes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The predictions of one stretch of time: how many, what they said of themselves, and of those that are labelled, what became of
 * them and how late.
 *
 * <p>All sums are of integers: the same predictions and labels in any order, split and merged in any way, give equal states.
 *
 * <p>Threads: one at a time.
 */
public final class Cohort {
    /** What it consists of; the order is part of the stored format: append only. */
    public enum Part {
        /** One number: how many predictions. */
        PREDICTIONS,
        /** Labelled predictions by true and announced class. */
        CONFUSION,
        /** Of labelled predictions. */
        DELAYS,
        /** Of all predictions, labelled or not. */
        EXPECTED,
        /** Of labelled predictions. */
        REALISED;

        /** The name in JSON. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private long predictions;
    private final ConfusionCounts confusion;
    private final DelayCounts delays;
    private final ExpectedOutcomes expected;
    private final RealisedOutcomes realised;

    /** Of nothing yet. */
    public Cohort() {
        this(Map.of());
    }

    private Cohort(Map<Part, long[]> states) {
        long[] made = states.getOrDefault(Part.PREDICTIONS, new long[1]);
        if (made.length != 1 || made[0] < 0) {
            throw new IllegalArgumentException(
                    "predictions is " + Arrays.toString(made) + ", expected one number from 0 on");
        }
        predictions = made[0];
        confusion = ConfusionCounts.fromState(state(states, Part.CONFUSION));
        delays = DelayCounts.fromState(state(states, Part.DELAYS));
        expected = ExpectedOutcomes.fromState(state(states, Part.EXPECTED));
        realised = RealisedOutcomes.fromState(state(states, Part.REALISED));
    }

    /** @throws IllegalArgumentException if {@link #states()} cannot have given these */
    public static Cohort of(Map<Part, long[]> states) {
        return new Cohort(states);
    }

    /** A prediction was made. */
    public void predicted(Said said) {
        predictions++;
        if (said.size() > 0) {
            expected.add(said.probabilities(), said.announced());
        }
    }

    /**
     * It got a label that counts.
     *
     * @param actual the true class; -1 where there are no classes
     * @param delayMillis from the prediction to its first label; what is less than 0 counts as 0
     */
    public void labelled(Said said, int actual, long delayMillis) {
        delays.add(stratum(actual), delayMillis);
        if (actual >= 0) {
            confusion.add(actual, said.announced());
        }
        if (said.size() > actual && actual >= 0) {
            realised.add(said.probabilities(), said.announced(), actual);
        }
    }

    /** A label that was counted, as {@link #labelled} says, does not count any more. */
    public void unlabelled(Said said, int actual, long delayMillis) {
        delays.remove(stratum(actual), delayMillis);
        if (actual >= 0) {
            confusion.remove(actual, said.announced());
        }
        if (said.size() > actual && actual >= 0) {
            realised.remove(said.probabilities(), said.announced(), actual);
        }
    }

    /** Adds all of {@code other}, which stays as it is. */
    public void merge(Cohort other) {
        predictions = Math.addExact(predictions, other.predictions);
        confusion.merge(other.confusion);
        delays.merge(other.delays);
        expected.merge(other.expected);
        realised.merge(other.realised);
    }

    /** Labelled or not. */
    public long predictions() {
        return predictions;
    }

    /** Of those with a label that counts; empty where there are no classes. */
    public ConfusionCounts confusion() {
        return confusion;
    }

    /** From each labelled prediction to its first label. */
    public DelayCounts delays() {
        return delays;
    }

    /** Of all predictions that had probabilities. */
    public ExpectedOutcomes expected() {
        return expected;
    }

    /** Of the labelled among those. */
    public RealisedOutcomes realised() {
        return realised;
    }

    /** What it holds, without the parts that are empty. */
    public Map<Part, long[]> states() {
        Map<Part, long[]> states = new EnumMap<>(Part.class);
        states.put(Part.PREDICTIONS, new long[] {predictions});
        states.put(Part.CONFUSION, confusion.state());
        states.put(Part.DELAYS, delays.state());
        states.put(Part.EXPECTED, expected.state());
        states.put(Part.REALISED, realised.state());
        states.values().removeIf(state -> state.length == 0);
        return states;
    }

    private static int stratum(int actual) {
        return Math.max(0, actual);
    }

    private static long[] state(Map<Part, long[]> states, Part part) {
        return states.getOrDefault(part, new long[0]);
    }
}
