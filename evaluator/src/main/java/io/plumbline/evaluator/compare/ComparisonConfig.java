package io.plumbline.evaluator.compare;

import java.util.Map;

/**
 * How versions are compared.
 *
 * @param errorScales for each model of numbers, the error that counts as 1, in its target's unit; a model that is not named is compared
 *     by {@link PairMetric#CLOSER}
 */
public record ComparisonConfig(Map<String, Double> errorScales, PromotionRule promotion) {
    /** Compares and changes nothing. */
    public static final ComparisonConfig USUAL =
            new ComparisonConfig(Map.of(), new PromotionRule("", 1000, 0.05, PromotionRule.Action.REPORT));

    public ComparisonConfig {
        errorScales = Map.copyOf(errorScales);
        errorScales.values().forEach(PairMetric::absoluteError);
    }
}
