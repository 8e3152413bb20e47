package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.classification.ProbabilityScores;
import io.plumbline.metrics.ranking.RankingQuality;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of some statistics by their public names. A metric that is undefined is not among them. */
public final class MetricValues {
    private MetricValues() {}

    public static Map<String, Double> of(Statistics statistics) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (statistics.confusion().samples() > 0) {
            classification(statistics.confusion(), values);
            statistics.probabilities().ifPresent(scores -> probabilities(scores, values));
            statistics.curve().ifPresent(curve -> values.put("auc", curve.auc()));
        }
        if (statistics.regression().samples() > 0) {
            regression(statistics.regression(), values);
            values.put("mape", statistics.percentages().mape());
        }
        if (statistics.ranking().samples() > 0) {
            ranking(statistics.ranking(), values);
        }
        values.values().removeIf(value -> !Double.isFinite(value));
        return values;
    }

    private static void classification(ConfusionCounts confusion, Map<String, Double> values) {
        values.put("accuracy", confusion.accuracy());
        values.put("balanced_accuracy", confusion.balancedAccuracy());
        values.put("precision_macro", confusion.precisionMacro());
        values.put("recall_macro", confusion.recallMacro());
        values.put("f1_macro", confusion.f1Macro());
        values.put("f1_micro", confusion.f1Micro());
        values.put("f1_weighted", confusion.f1Weighted());
    }

    private static void probabilities(ProbabilityScores scores, Map<String, Double> values) {
        values.put("log_loss", scores.logLoss());
        values.put("brier", scores.brier());
        values.put("ece", scores.ece());
    }

    private static void regression(RegressionErrors errors, Map<String, Double> values) {
        values.put("mae", errors.mae());
        values.put("mse", errors.mse());
        values.put("rmse", errors.rmse());
        values.put("r2", errors.r2());
        values.put("bias", errors.bias());
    }

    private static void ranking(RankingQuality quality, Map<String, Double> values) {
        String cut = "@" + quality.definition().cut();
        values.put("mrr", quality.mrr());
        values.put("ndcg" + cut, quality.ndcg());
        values.put("map" + cut, quality.map());
        values.put("hit_rate" + cut, quality.hitRate());
        values.put("recall" + cut, quality.recall());
    }
}
