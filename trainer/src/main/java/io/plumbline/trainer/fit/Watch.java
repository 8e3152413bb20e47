package io.plumbline.trainer.fit;

import java.util.Map;

/**
 * A validated number that decides, and which way is better.
 *
 * @param metric {@code loss}, or a metric by the evaluator's name
 */
public record Watch(String metric, boolean higherIsBetter) {
    /** Whether {@code value} is better than {@code other} by more than {@code minDelta}; never if it is not a number. */
    boolean better(double value, double other, double minDelta) {
        return higherIsBetter ? value > other + minDelta : value < other - minDelta;
    }

    /**
     * The number out of a validation.
     *
     * @throws IllegalArgumentException if the run does not measure it
     */
    double of(Map<String, Double> values) {
        Double value = values.get(metric);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the run watches '" + metric + "', expected one of what it measures: " + values.keySet());
        }
        return value;
    }
}
