package io.plumbline.local.e2e;

import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Truth;
import io.plumbline.metrics.classification.ConfusionCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Accuracy over classes by name.
 *
 * @param counts true positives, false positives and false negatives of each class that occurred
 */
record ClassificationScore(long samples, double value, double valueByLibrary, Map<Count, Long> counts)
        implements BatchScore {
    static ClassificationScore of(List<String> classes, List<BatchJoin.Pair> pairs) {
        long correct = 0;
        long samples = 0;
        Map<Count, Long> counts = new LinkedHashMap<>();
        ConfusionCounts library = new ConfusionCounts();
        for (BatchJoin.Pair pair : pairs) {
            String actual = className(pair.truth(), classes);
            if (actual.isEmpty()) {
                continue;
            }
            String predicted = predicted(pair.prediction(), classes);
            samples++;
            library.add(classes.indexOf(actual), classes.indexOf(predicted));
            if (actual.equals(predicted)) {
                correct++;
                counts.merge(outcome(actual, "tp"), 1L, Long::sum);
            } else {
                counts.merge(outcome(predicted, "fp"), 1L, Long::sum);
                counts.merge(outcome(actual, "fn"), 1L, Long::sum);
            }
        }
        return new ClassificationScore(samples, (double) correct / samples, library.accuracy(), counts);
    }

    /** The class that the service named; it has to be the one of the largest probability. */
    private static String predicted(Prediction prediction, List<String> classes) {
        float[] probabilities = prediction.output("probabilities").orElseThrow().toFloats();
        int best = 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        String named = prediction.label().orElseThrow();
        if (!classes.get(best).equals(named)) {
            throw new AssertionError("prediction of " + prediction.id() + " names " + named
                    + ", its largest probability is that of " + classes.get(best));
        }
        return named;
    }

    /** The class's name, by name or by index; empty for what is no class of this model. */
    private static String className(Truth truth, List<String> classes) {
        if (truth instanceof Truth.ClassName name && classes.contains(name.name())) {
            return name.name();
        }
        if (truth instanceof Truth.Value index && index.value() >= 0 && index.value() < classes.size()) {
            return classes.get((int) index.value());
        }
        return "";
    }

    private static Count outcome(String name, String outcome) {
        return new Count("evaluator_outcomes", Map.of("class", name, "outcome", outcome));
    }
}
