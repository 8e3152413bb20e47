package io.plumbline.trainer.metric;

import io.plumbline.metrics.classification.ConfusionCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Metrics of the class that was answered. */
final class JudgedLabels implements Judged {
    private static final Map<String, ToDoubleFunction<ConfusionCounts>> METRICS = new LinkedHashMap<>();

    static {
        METRICS.put("accuracy", ConfusionCounts::accuracy);
        METRICS.put("balanced_accuracy", ConfusionCounts::balancedAccuracy);
        METRICS.put("precision_macro", ConfusionCounts::precisionMacro);
        METRICS.put("recall_macro", ConfusionCounts::recallMacro);
        METRICS.put("f1_macro", ConfusionCounts::f1Macro);
        METRICS.put("f1_micro", ConfusionCounts::f1Micro);
        METRICS.put("f1_weighted", ConfusionCounts::f1Weighted);
    }

    private final List<String> names;
    private final int[] actual;
    private final int[] predicted;

    JudgedLabels(List<String> names, int[] actual, int[] predicted) {
        this.names = names.stream().filter(METRICS::containsKey).toList();
        this.actual = actual;
        this.predicted = predicted;
    }

    static List<String> known() {
        return List.copyOf(METRICS.keySet());
    }

    @Override
    public void over(int[] times, Map<String, Double> values) {
        if (names.isEmpty()) {
            return;
        }
        ConfusionCounts counts = new ConfusionCounts();
        for (int i = 0; i < times.length; i++) {
            counts.add(actual[i], predicted[i], times[i]);
        }
        METRICS.forEach((name, metric) -> {
            if (names.contains(name)) {
                values.put(name, metric.applyAsDouble(counts));
            }
        });
    }
}
