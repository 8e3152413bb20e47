package io.plumbline.trainer.metric;

import io.plumbline.metrics.classification.JudgedProbabilities;
import io.plumbline.metrics.classification.ProbabilityScores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Metrics of the probabilities that were answered. */
final class JudgedScores implements Judged {
    private static final Map<String, ToDoubleFunction<ProbabilityScores>> METRICS = new LinkedHashMap<>();

    static {
        METRICS.put("log_loss", ProbabilityScores::logLoss);
        METRICS.put("brier", ProbabilityScores::brier);
        METRICS.put("ece", ProbabilityScores::ece);
    }

    private final List<String> names;
    private final int classes;
    private final List<JudgedProbabilities> records = new ArrayList<>();

    /** @param probabilities {@code [items, classes]} row-major */
    JudgedScores(List<String> names, int[] actual, float[] probabilities, int classes) {
        this.names = names.stream().filter(METRICS::containsKey).toList();
        this.classes = classes;
        double[] row = new double[classes];
        for (int i = 0; i < actual.length && !this.names.isEmpty(); i++) {
            for (int c = 0; c < classes; c++) {
                row[c] = probabilities[i * classes + c];
            }
            records.add(JudgedProbabilities.of(row, actual[i], ProbabilityScores.USUAL_BINS));
        }
    }

    static List<String> known() {
        return List.copyOf(METRICS.keySet());
    }

    @Override
    public void over(int[] times, Map<String, Double> values) {
        ProbabilityScores scores = new ProbabilityScores(classes);
        for (int i = 0; i < records.size(); i++) {
            if (times[i] > 0) {
                scores.add(records.get(i), times[i]);
            }
        }
        names.forEach(name ->
                values.put(name, METRICS.getOrDefault(name, any -> Double.NaN).applyAsDouble(scores)));
    }
}
