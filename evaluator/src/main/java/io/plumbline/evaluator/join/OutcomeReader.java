package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads from a prediction what a label can judge. The name of its output says the task: {@code probabilities},
 * {@code value} or {@code scores}; nothing else is asked, so a prediction reads alike before and after its version is
 * known.
 */
public final class OutcomeReader {
    /** More classes than this are refused: the confusion counts of a version grow with their square. */
    public static final int MAX_CLASSES = 500;

    /** More candidates than this in one query are refused: the row keeps them all until the label comes. */
    public static final int MAX_ITEMS = 10_000;

    /** The outcome, or why this prediction can never be judged. */
    public Decoded<Outcome> read(Prediction prediction) {
        Optional<Tensor> probabilities = prediction.output("probabilities");
        Optional<Tensor> value = prediction.output("value");
        Optional<Tensor> scores = prediction.output("scores");
        long named = List.of(probabilities, value, scores).stream()
                .filter(Optional::isPresent)
                .count();
        if (named != 1) {
            return refuse(
                    RejectReason.MISSING_FIELD,
                    "prediction has outputs "
                            + prediction.outputs().stream().map(Tensor::name).toList()
                            + ", expected exactly one of probabilities, value and scores",
                    prediction);
        }
        Tensor output = probabilities.or(() -> value).or(() -> scores).orElseThrow();
        for (int i = 0; i < output.elements(); i++) {
            double number = output.doubleAt(i);
            if (!Double.isFinite(number)) {
                return refuse(
                        RejectReason.NON_FINITE_OUTPUT,
                        "output '" + output.name() + "' holds " + number + " at " + i + ", expected finite numbers",
                        prediction);
            }
        }
        if (probabilities.isPresent()) {
            return ofClass(output, prediction);
        }
        return value.isPresent() ? ofValue(output, prediction) : ofRanking(output, prediction);
    }

    private static Decoded<Outcome> ofClass(Tensor probabilities, Prediction prediction) {
        int classes = probabilities.elements();
        if (classes < 1 || classes > MAX_CLASSES) {
            return refuse(
                    RejectReason.WRONG_SHAPE,
                    "probabilities has " + classes + " values, expected 1 to " + MAX_CLASSES,
                    prediction);
        }
        double[] values = new double[classes];
        int best = 0;
        for (int i = 0; i < classes; i++) {
            values[i] = probabilities.doubleAt(i);
            best = values[i] > values[best] ? i : best;
        }
        int index = prediction.classIndex().orElse(best);
        return index >= 0 && index < classes
                ? Decoded.accepted(new Outcome.OfClass(index, values))
                : refuse(
                        RejectReason.WRONG_SHAPE,
                        "class_index is " + index + " of " + classes + " probabilities",
                        prediction);
    }

    private static Decoded<Outcome> ofValue(Tensor value, Prediction prediction) {
        if (value.elements() != 1) {
            return refuse(
                    RejectReason.WRONG_SHAPE, "value has " + value.elements() + " values, expected 1", prediction);
        }
        return Decoded.accepted(new Outcome.OfValue(value.doubleAt(0)));
    }

    private static Decoded<Outcome> ofRanking(Tensor scores, Prediction prediction) {
        List<String> items = prediction.items();
        if (scores.elements() != items.size() || items.size() > MAX_ITEMS) {
            return refuse(
                    RejectReason.WRONG_SHAPE,
                    "scores has " + scores.elements() + " values for " + items.size()
                            + " items, expected one each and at most " + MAX_ITEMS,
                    prediction);
        }
        if (new HashSet<>(items).size() != items.size()) {
            return refuse(RejectReason.MALFORMED, "parameters.items names an item twice", prediction);
        }
        double[] values = new double[items.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = scores.doubleAt(i);
        }
        return Decoded.accepted(new Outcome.OfRanking(items, values));
    }

    private static Decoded<Outcome> refuse(RejectReason reason, String message, Prediction prediction) {
        return Decoded.rejected(reason, message, "prediction of " + prediction.model() + "/" + prediction.version());
    }
}
