package io.plumbline.metrics.definition;

import io.plumbline.metrics.classification.ClassificationRules;
import io.plumbline.metrics.classification.ProbabilityRules;
import io.plumbline.metrics.classification.RankCurve;
import io.plumbline.metrics.ranking.EmptyRules;
import io.plumbline.metrics.ranking.RankingRules;
import io.plumbline.metrics.regression.PercentageRule;
import io.plumbline.metrics.regression.R2Rule;
import io.plumbline.metrics.topk.TopKTies;

/**
 * Every choice that tools make differently, made. {@link DefinitionIds} puts it into words, metric by metric.
 *
 * <p>{@code classification}, {@code auc}, {@code r2} and {@code empty} are applied when a value is read, so the same sums serve any of
 * them. The others decide what is summed: sums under different ones do not add up.
 *
 * @param classification of precision, recall, F1 and accuracy
 * @param topKTies which equal scores come before the true class's
 * @param probability of log-loss, Brier score and calibration error
 * @param auc what AUC is without records of both classes
 * @param mape what an error in proportion to 0 is
 * @param relativeFloor what the denominators of wMAPE and sMAPE are at least
 * @param r2 what R² is for a target that does not vary
 * @param ranking of all values at a cut
 * @param empty which queries a mean goes over
 */
public record MetricDefinitions(
        ClassificationRules classification,
        TopKTies topKTies,
        ProbabilityRules probability,
        OneClassAuc auc,
        PercentageRule mape,
        double relativeFloor,
        R2Rule r2,
        RankingRules ranking,
        EmptyRules empty) {
    /** What AUC is while there are no positive or no negative records. */
    public enum OneClassAuc {
        /** NaN (scikit-learn, with a warning). */
        UNDEFINED,
        /** 0, as for a model that ranks everything wrong (TorchMetrics, with a warning). */
        ZERO
    }

    public MetricDefinitions withClassification(ClassificationRules other) {
        return new MetricDefinitions(other, topKTies, probability, auc, mape, relativeFloor, r2, ranking, empty);
    }

    public MetricDefinitions withTopKTies(TopKTies other) {
        return new MetricDefinitions(classification, other, probability, auc, mape, relativeFloor, r2, ranking, empty);
    }

    public MetricDefinitions withProbability(ProbabilityRules other) {
        return new MetricDefinitions(classification, topKTies, other, auc, mape, relativeFloor, r2, ranking, empty);
    }

    public MetricDefinitions withRanking(RankingRules other, EmptyRules otherEmpty) {
        return new MetricDefinitions(
                classification, topKTies, probability, auc, mape, relativeFloor, r2, other, otherEmpty);
    }

    /** AUC, with this definition's answer where it is undefined. */
    public double auc(RankCurve curve) {
        double area = curve.auc();
        return Double.isNaN(area) && curve.samples() > 0 && auc == OneClassAuc.ZERO ? 0 : area;
    }
}
