package io.plumbline.contracts.checkpoint;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * When a model of two classes announces one of them: the positive class if its probability is at least the threshold, else the other.
 *
 * <p>Trainer and inference service decide by {@link #announced}, so that a model is judged the same before and after it is served.
 *
 * @param positive the label of the class that the threshold is about
 * @param threshold in [0, 1]
 */
public record Decision(String positive, double threshold) {
    /** @throws IllegalArgumentException if the threshold is no probability */
    public Decision {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("decision.threshold is " + threshold + ", expected a number in [0, 1]");
        }
    }

    /** @throws IllegalArgumentException if this cannot decide a task of these classes */
    void check(Task task) {
        List<String> labels = task instanceof Task.Classification classification ? classification.labels() : List.of();
        if (labels.size() != 2 || labels.get(0).equals(labels.get(1)) || !labels.contains(positive)) {
            throw new IllegalArgumentException(
                    "decision.positive is '" + positive + "', expected one of two classes of a "
                            + "classification, got " + task.label() + " with labels " + labels);
        }
    }

    /**
     * The index of the class that is announced.
     *
     * @param labels of the two classes
     * @param probability of the class with this index
     */
    public int announced(List<String> labels, IntToDoubleFunction probability) {
        int index = labels.indexOf(positive);
        return probability.applyAsDouble(index) >= threshold ? index : 1 - index;
    }
}
