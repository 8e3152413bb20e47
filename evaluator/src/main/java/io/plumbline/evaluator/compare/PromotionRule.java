package io.plumbline.evaluator.compare;

import io.plumbline.metrics.sequential.ComparisonRule;
import java.util.Locale;

/**
 * When the gate acts, and what it does then.
 *
 * @param metric the name of a {@link PairMetric}; empty for whichever the model's task has
 * @param minSamples ids that both versions must have been judged on
 * @param alpha probability that the gate ever acts between equal versions, however long it watches; shared among the versions
 *     that are compared with the champion at the time
 */
public record PromotionRule(String metric, long minSamples, double alpha, Action action) {
    /** What follows from a verdict. */
    public enum Action {
        /** A version that is better becomes champion. */
        PROMOTE,
        /** A version that is worse loses its role; where the previous champion is better, it becomes champion again. */
        ROLLBACK,
        /** Nothing is changed; the verdict is told. */
        REPORT;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public PromotionRule {
        if (!metric.isEmpty() && PairMetric.named(metric).isEmpty()) {
            throw new IllegalArgumentException("promotion.metric is '" + metric
                    + "', expected accuracy, ndcg@10, closer, absolute_error@SCALE, or nothing");
        }
        // Checks the other two.
        new ComparisonRule(true, alpha, minSamples);
    }
}
