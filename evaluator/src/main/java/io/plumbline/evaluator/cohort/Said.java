package io.plumbline.evaluator.cohort;

import io.plumbline.metrics.estimate.ExpectedOutcomes;
import java.util.Arrays;

/**
 * What a prediction said of itself: the class it announced, and how sure it was of each.
 *
 * <p>Immutable.
 */
public final class Said {
    /** Above so many classes only what was announced is kept: the sums per class would outgrow all others. */
    public static final int MAX_CLASSES = 100;

    /** Nothing: a number or a ranking has no classes. */
    public static final Said NOTHING = new Said(-1, new double[0]);

    private final int announced;
    private final double[] probabilities;

    private Said(int announced, double[] probabilities) {
        this.announced = announced;
        this.probabilities = probabilities;
    }

    /**
     * Of a classifier.
     *
     * @param announced the class that was announced
     * @param probabilities one per class; what is no distribution, or over too many classes, is left out
     */
    public static Said of(int announced, double[] probabilities) {
        boolean kept = probabilities.length <= MAX_CLASSES && ExpectedOutcomes.isDistribution(probabilities);
        return new Said(announced, kept ? probabilities.clone() : new double[0]);
    }

    /** -1 where there are no classes. */
    public int announced() {
        return announced;
    }

    /** How many probabilities there are; 0 where they are left out. */
    public int size() {
        return probabilities.length;
    }

    public double probability(int c) {
        return probabilities[c];
    }

    /** One per class, or none; not to be changed. */
    public double[] probabilities() {
        return probabilities;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Said that
                && announced == that.announced
                && Arrays.equals(probabilities, that.probabilities);
    }

    @Override
    public int hashCode() {
        return 31 * announced + Arrays.hashCode(probabilities);
    }

    @Override
    public String toString() {
        return announced + Arrays.toString(probabilities);
    }
}
