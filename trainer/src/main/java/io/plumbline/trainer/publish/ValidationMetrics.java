package io.plumbline.trainer.publish;

import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Payload;
import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.metrics.ranking.RankingDefinition;
import io.plumbline.metrics.ranking.RankingQuality;
import io.plumbline.metrics.regression.RegressionErrors;
import io.plumbline.trainer.dataset.Partition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of a task over answers to a partition: the arithmetic, and the names, that the evaluator uses live. */
final class ValidationMetrics {
    private ValidationMetrics() {}

    static Map<String, MetricEstimate> of(Task task, Partition part, float[] answers) {
        Bootstrap.Metrics metrics;
        if (task instanceof Task.Classification classification) {
            metrics = classification(part, answers, classification.labels().size());
        } else if (task instanceof Task.Regression) {
            metrics = regression(part, answers);
        } else {
            metrics = ranking(part, answers);
        }
        return Bootstrap.estimate(part.items(), metrics);
    }

    private static Bootstrap.Metrics classification(Partition part, float[] answers, int classes) {
        int[] predicted = new int[part.items()];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = Answers.largest(answers, i * classes, classes);
        }
        return items -> {
            ConfusionCounts counts = new ConfusionCounts();
            for (int item : items) {
                counts.add((int) part.targets()[item], predicted[item]);
            }
            return named("accuracy", counts.accuracy(), "f1_macro", counts.f1Macro());
        };
    }

    private static Bootstrap.Metrics regression(Partition part, float[] answers) {
        return items -> {
            RegressionErrors errors = new RegressionErrors();
            for (int item : items) {
                errors.add(part.targets()[item], answers[item]);
            }
            return named("mae", errors.mae(), "rmse", errors.rmse());
        };
    }

    private static Bootstrap.Metrics ranking(Partition part, float[] answers) {
        RankingDefinition definition = RankingDefinition.standard();
        String at = "@" + definition.cut();
        List<QueryScores> scores = new ArrayList<>();
        for (int query = 0; query < part.items(); query++) {
            scores.add(QueryScores.of(rankedQuery(part, query, answers), definition));
        }
        return items -> {
            RankingQuality quality = new RankingQuality(definition);
            for (int item : items) {
                quality.add(scores.get(item));
            }
            Map<String, Double> values = named("ndcg" + at, quality.ndcg(), "mrr" + at, quality.mrr());
            values.put("map" + at, quality.map());
            return values;
        };
    }

    private static RankedQuery rankedQuery(Partition part, int query, float[] answers) {
        if (!(part.examples().get(query).payload() instanceof Payload.Items payload)) {
            throw new IllegalArgumentException("item " + query + " of a ranking task is no list of candidates");
        }
        List<String> ids = payload.items().stream().map(Payload.Item::item).toList();
        double[] scores = new double[ids.size()];
        Map<String, Double> relevance = new LinkedHashMap<>();
        for (int i = 0; i < scores.length; i++) {
            int row = part.starts()[query] + i;
            scores[i] = answers[row];
            relevance.put(ids.get(i), (double) part.targets()[row]);
        }
        return new RankedQuery(ids, scores, relevance);
    }

    private static Map<String, Double> named(String first, double firstValue, String second, double secondValue) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(first, firstValue);
        values.put(second, secondValue);
        return values;
    }
}
