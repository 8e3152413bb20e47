package io.plumbline.trainer.calibration;

import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.config.Suggestion;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is fitted to the validation part after training.
 *
 * @param temperature whether probabilities are softened or sharpened by a temperature in the graph; default false
 * @param threshold what the threshold between two classes is chosen by; empty, the default, for none
 * @param positive the class that the threshold is about; empty, the default, for the second
 */
public record CalibrationConfig(boolean temperature, Optional<Criterion> threshold, Optional<String> positive) {
    private static final List<String> THRESHOLDS = List.of("none", "f1", "youden", "cost");
    private static final double MAX_COST = 1e9;

    /** Reads {@code calibration}; of an absent section nothing is fitted. */
    public static CalibrationConfig from(Settings calibration) {
        boolean temperature = calibration.flag("temperature", false);
        Optional<Criterion> threshold =
                switch (calibration.choice("threshold", THRESHOLDS, "none")) {
                    case "f1" -> Optional.of(new Criterion.F1());
                    case "youden" -> Optional.of(new Criterion.Youden());
                    case "cost" ->
                        Optional.of(new Criterion.Cost(
                                calibration.real("false-positive-cost", 0, MAX_COST, 1),
                                calibration.real("false-negative-cost", 0, MAX_COST, 1)));
                    default -> Optional.empty();
                };
        return new CalibrationConfig(
                temperature,
                threshold,
                calibration.has("positive") ? Optional.of(calibration.text("positive")) : Optional.empty());
    }

    /** @throws InvalidExperimentException naming everything that cannot be fitted for this task */
    public void requireFits(Task task) {
        List<String> labels = labels(task);
        List<String> problems = new ArrayList<>();
        if (temperature && labels.isEmpty()) {
            problems.add("calibration.temperature is true, expected false for a " + task.label()
                    + ": only the probabilities of a classification have a temperature");
        }
        if (threshold.isPresent() && labels.size() != 2) {
            problems.add("calibration.threshold is set, expected none for "
                    + (labels.isEmpty() ? "a " + task.label() : labels.size() + " classes")
                    + ": a threshold chooses between two");
        } else if (positive.isPresent() && !labels.contains(positive.get())) {
            problems.add("calibration.positive is '%s', expected one of %s%s"
                    .formatted(
                            positive.get(),
                            labels,
                            Suggestion.closest(positive.get(), labels)
                                    .map(near -> " (did you mean '" + near + "'?)")
                                    .orElse("")));
        }
        if (!problems.isEmpty()) {
            throw new InvalidExperimentException("experiment", problems);
        }
    }

    /**
     * The threshold for answers to the validation part; empty if none is wanted.
     *
     * @param answers probabilities as the exported graph gives them, after any temperature; {@code [items, 2]} row-major
     */
    public Optional<DecisionThreshold> fitThreshold(Task task, Partition validation, float[] answers) {
        return threshold.map(by -> {
            int index = labels(task).indexOf(positive(task));
            float[] scores = new float[validation.items()];
            boolean[] truth = new boolean[scores.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = answers[2 * i + index];
                truth[i] = (int) validation.targets()[i] == index;
            }
            return DecisionThreshold.fit(scores, truth, by);
        });
    }

    /** The decision that a checkpoint carries for a fitted threshold. */
    public Decision decision(Task task, DecisionThreshold fitted) {
        return new Decision(positive(task), fitted.threshold());
    }

    private String positive(Task task) {
        return positive.orElseGet(() -> labels(task).get(1));
    }

    private static List<String> labels(Task task) {
        return task instanceof Task.Classification classification ? classification.labels() : List.of();
    }
}
