package io.plumbline.trainer.publish;

import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.Histogram;
import io.plumbline.contracts.checkpoint.ReferenceProfile;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.metric.Answers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How features and scores are distributed over the training part: what live traffic is compared with.
 *
 * <p>Features as producers send them, by name; an image is one feature, its pixels. Scores: for classes the predicted
 * {@code label} and its {@code probability}, else the {@code value} or {@code score}.
 */
final class Reference {
    private static final int PIXEL_BINS = 16;
    private static final int PROBABILITY_BINS = 10;

    private Reference() {}

    /**
     * The profile of the training part.
     *
     * @param answers to its rows
     * @param decision when a model of two classes announces which; empty for the class of the largest probability
     */
    static ReferenceProfile of(Dataset data, float[] answers, Optional<Decision> decision) {
        return new ReferenceProfile(features(data), scores(data, answers, decision));
    }

    private static Map<String, Histogram> features(Dataset data) {
        if (data.images()) {
            double[] pixels = doubles(data.train().inputs());
            return Map.of(data.inputName(), Histograms.even(0, 256, PIXEL_BINS, pixels));
        }
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        Map<String, List<String>> categories = new LinkedHashMap<>();
        rows(data.train())
                .forEach(row -> row.forEach((name, value) -> {
                    if (value instanceof FeatureValue.Numeric numeric) {
                        numbers.computeIfAbsent(name, absent -> new ArrayList<>())
                                .add(numeric.value());
                    } else if (value instanceof FeatureValue.Text text) {
                        categories
                                .computeIfAbsent(name, absent -> new ArrayList<>())
                                .add(text.value());
                    }
                }));
        Map<String, Histogram> features = new HashMap<>();
        numbers.forEach((name, values) -> Histograms.deciles(
                        values.stream().mapToDouble(value -> value).toArray())
                .ifPresent(histogram -> features.put(name, histogram)));
        categories.forEach((name, values) -> features.put(name, Histograms.categories(values)));
        return features;
    }

    private static List<Map<String, FeatureValue>> rows(Partition part) {
        List<Map<String, FeatureValue>> rows = new ArrayList<>();
        for (Example example : part.examples()) {
            if (example.payload() instanceof Payload.Row row) {
                rows.add(row.features());
            } else if (example.payload() instanceof Payload.Items query) {
                query.items().forEach(item -> rows.add(item.features()));
            }
        }
        return rows;
    }

    private static Map<String, Histogram> scores(Dataset data, float[] answers, Optional<Decision> decision) {
        Map<String, Histogram> scores = new HashMap<>();
        if (data.task() instanceof Task.Classification classification) {
            int classes = data.outputs();
            List<String> labels = new ArrayList<>();
            double[] probabilities = new double[answers.length / classes];
            for (int row = 0; row < probabilities.length; row++) {
                int from = row * classes;
                int best = decision.map(decided -> decided.announced(classification.labels(), i -> answers[from + i]))
                        .orElseGet(() -> Answers.largest(answers, from, classes));
                labels.add(classification.labels().get(best));
                probabilities[row] = answers[from + best];
            }
            scores.put("label", Histograms.categories(labels));
            scores.put("probability", Histograms.even(0, 1, PROBABILITY_BINS, probabilities));
        } else {
            String name = data.task() instanceof Task.Regression ? "value" : "score";
            Histograms.deciles(doubles(answers)).ifPresent(histogram -> scores.put(name, histogram));
        }
        return scores;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
