package io.plumbline.evaluator.api;

import io.plumbline.evaluator.compare.Comparison;
import io.plumbline.evaluator.compare.ComparisonJson;
import io.plumbline.evaluator.compare.Comparisons;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.compare.PairTally;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One version against another, on the ids that both predicted. */
final class CompareJson {
    private static final double USUAL_ALPHA = 0.05;

    private CompareJson() {}

    static Map<String, @Nullable Object> of(String model, Question question, Map<PairKey, PairTally> pairs) {
        String baseline = question.required("baseline");
        String challenger = question.required("challenger");
        Optional<PairMetric> metric = question.parameter("metric").map(CompareJson::metric);
        double alpha = question.parameter("alpha").map(CompareJson::alpha).orElse(USUAL_ALPHA);
        long minSamples =
                question.parameter("min_samples").map(CompareJson::minSamples).orElse(0L);
        return new Comparisons(Optional.of(model), baseline, challenger, metric, alpha, minSamples)
                .of(pairs).stream()
                        .max(Comparator.comparingLong(Comparison::samples))
                        .map(ComparisonJson::of)
                        .orElseThrow(() -> new BadQuestionException(
                                404,
                                "'" + challenger + "' and '" + baseline + "' of model '" + model
                                        + "' were not judged on one id yet: run the challenger as a shadow, and wait for"
                                        + " labels to mature",
                                null));
    }

    private static PairMetric metric(String name) {
        return PairMetric.named(name)
                .orElseThrow(() -> new BadQuestionException(
                        400,
                        "metric is '" + name + "', expected accuracy, ndcg@10, closer or absolute_error@SCALE",
                        null));
    }

    private static double alpha(String text) {
        try {
            double alpha = Double.parseDouble(text);
            if (alpha > 0 && alpha < 1) {
                return alpha;
            }
        } catch (NumberFormatException e) {
            throw new BadQuestionException(400, "alpha is '" + text + "', expected a number between 0 and 1", e);
        }
        throw new BadQuestionException(400, "alpha is '" + text + "', expected more than 0 and less than 1", null);
    }

    private static long minSamples(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new BadQuestionException(400, "min_samples is '" + text + "', expected an integer >= 0", e);
        }
    }
}
