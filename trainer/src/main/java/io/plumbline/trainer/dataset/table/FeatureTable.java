package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.checkpoint.FeatureEncoder;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.config.Suggestion;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Rows of features as one row of numbers each, by preprocessing fitted to the training rows.
 *
 * <p>Numbers are imputed, optionally put through ln(1 + x), and standardized; categories seen in training become one column
 * each, and an unseen or missing one all zeros. A feature that never varies in training is left out.
 */
final class FeatureTable {
    static final String INPUT = "features";

    private final FeatureRows rows;
    private final FeatureConfig config;

    /** @throws InvalidExperimentException if {@code log1p} names a feature that is none, or a category */
    FeatureTable(FeatureRows rows, FeatureConfig config) {
        this.rows = rows;
        this.config = config;
        List<String> problems = new ArrayList<>();
        for (String name : config.log1p()) {
            int feature = rows.names().indexOf(name);
            if (feature < 0) {
                problems.add("data.log1p names '" + name + "', which is no feature"
                        + Suggestion.closest(name, rows.names())
                                .map(near -> " (did you mean '" + near + "'?)")
                                .orElse("")
                        + ", expected some of " + rows.names());
            } else if (!rows.numeric(feature)) {
                String first = rows.firstCategory(feature);
                problems.add("data.log1p names '" + name + "', which is a category, expected features of numbers"
                        + (first.isEmpty() ? "" : "; " + first + " is no number"));
            }
        }
        refuse(problems);
    }

    /** The steps fitted to some rows. */
    List<Step> fit(int[] training) {
        List<Step> steps = new ArrayList<>();
        List<String> assembled = new ArrayList<>();
        for (int feature = 0; feature < rows.names().size(); feature++) {
            List<Step> fitted = rows.numeric(feature) ? fitNumber(feature, training) : fitCategory(feature, training);
            steps.addAll(fitted);
            if (!fitted.isEmpty()) {
                assembled.add(rows.names().get(feature));
            }
        }
        if (assembled.isEmpty()) {
            throw new MalformedDataException("none of the features " + rows.names()
                    + " varies over the rows to train on, expected at least one that does");
        }
        steps.add(new Step.Assemble(INPUT, assembled));
        return steps;
    }

    /** Encodes the chosen rows with the code that the inference service runs. */
    float[] encode(FeatureEncoder encoder, int[] chosen) {
        long size = (long) encoder.width() * chosen.length;
        if (size > Integer.MAX_VALUE - 8) {
            throw new MalformedDataException(chosen.length + " rows of " + encoder.width()
                    + " numbers each are more than one array holds, expected at most 2^31; exclude columns or take fewer"
                    + " rows");
        }
        float[] encoded = new float[(int) size];
        for (int i = 0; i < chosen.length; i++) {
            encoder.encode(rows.row(chosen[i]), encoded, i * encoder.width(), rows.place(chosen[i]))
                    .ifPresent(refusal -> {
                        throw new MalformedDataException(refusal.describe());
                    });
        }
        return encoded;
    }

    /** Impute, log1p, standardize; nothing for a feature that never varies in training. */
    private List<Step> fitNumber(int feature, int[] training) {
        String name = rows.names().get(feature);
        boolean log1p = config.log1p().contains(name);
        double[] present = new double[training.length];
        int known = 0;
        for (int row : training) {
            if (rows.value(row, feature) instanceof FeatureValue.Numeric numeric) {
                if (log1p && !(numeric.value() > -1)) {
                    throw new MalformedDataException(
                            "%s feature '%s' is %s, expected more than -1 as data.log1p names it"
                                    .formatted(rows.place(row), name, numeric.value()));
                }
                present[known++] = numeric.value();
            }
        }
        present = Arrays.copyOf(present, known);
        double fill = fill(present);
        double[] values =
                Arrays.stream(present).map(x -> log1p ? Math.log1p(x) : x).toArray();
        double mean = Arrays.stream(values).average().orElse(0);
        double variance = Arrays.stream(values)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElse(0);
        if (!(variance > 0)) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Impute(name, fill));
        if (log1p) {
            steps.add(new Step.Log1p(name));
        }
        steps.add(new Step.Standardize(name, mean, Math.sqrt(variance)));
        return steps;
    }

    private double fill(double[] present) {
        return switch (config.missing()) {
            case MEAN -> Arrays.stream(present).average().orElse(0);
            case MEDIAN -> median(present);
            case CONSTANT -> config.fill();
        };
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return 0;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private List<Step> fitCategory(int feature, int[] training) {
        TreeSet<String> categories = new TreeSet<>();
        for (int row : training) {
            if (rows.value(row, feature) instanceof FeatureValue.Text text) {
                categories.add(text.value());
            }
        }
        String name = rows.names().get(feature);
        if (categories.size() > config.maxCategories()) {
            String first = rows.firstCategory(feature);
            refuse(List.of(("data.max-categories is %d, but column '%s' has %d categories in training%s; put it into"
                            + " data.exclude, or raise the limit")
                    .formatted(
                            config.maxCategories(),
                            name,
                            categories.size(),
                            first.isEmpty() ? "" : " (the first that is no number: " + first + ")")));
        }
        return categories.isEmpty() ? List.of() : List.of(new Step.OneHot(name, List.copyOf(categories)));
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidExperimentException("experiment", problems);
        }
    }
}
