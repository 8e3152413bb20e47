package io.plumbline.metrics.definition;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.metrics.classification.Average;
import io.plumbline.metrics.classification.ClassAverages;
import io.plumbline.metrics.classification.ClassificationRules;
import io.plumbline.metrics.classification.ConfusionCounts;
import io.plumbline.metrics.classification.ProbabilityRules;
import io.plumbline.metrics.classification.ProbabilityScores;
import io.plumbline.metrics.classification.RankCurve;
import io.plumbline.metrics.classification.ZeroDivision;
import io.plumbline.metrics.multilabel.MultiLabelCounts;
import io.plumbline.metrics.ranking.EmptyRules;
import io.plumbline.metrics.ranking.RankedQuery;
import io.plumbline.metrics.ranking.RankingCuts;
import io.plumbline.metrics.ranking.RankingDefinition;
import io.plumbline.metrics.ranking.RankingMetric;
import io.plumbline.metrics.regression.ErrorHistogram;
import io.plumbline.metrics.regression.PercentageErrors;
import io.plumbline.metrics.regression.PinballLoss;
import io.plumbline.metrics.regression.RegressionErrors;
import io.plumbline.metrics.regression.RelativeErrors;
import io.plumbline.metrics.topk.TopKHits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What our statistics answer to a golden case, by the golden files' names. */
final class ProfileValues {
    private final MetricDefinitions definitions;
    private final JsonNode golden;
    private final Map<String, Double> values = new HashMap<>();

    private ProfileValues(MetricDefinitions definitions, JsonNode golden) {
        this.definitions = definitions;
        this.golden = golden;
    }

    static Map<String, Double> of(MetricDefinitions definitions, JsonNode golden) {
        ProfileValues values = new ProfileValues(definitions, golden);
        switch (golden.get("kind").asText()) {
            case "classification" -> values.classification();
            case "multilabel" -> values.multiLabel();
            case "topk" -> values.topK();
            case "probability" -> values.probability();
            case "auc" -> values.auc();
            case "regression" -> values.regression();
            case "ranking" -> values.ranking();
            default -> throw new IllegalArgumentException("kind is " + golden.get("kind"));
        }
        return values.values;
    }

    private void classification() {
        ConfusionCounts counts = new ConfusionCounts();
        double[] actual = numbers(golden.get("actual"));
        double[] predicted = numbers(golden.get("predicted"));
        for (int i = 0; i < actual.length; i++) {
            counts.add((int) actual[i], (int) predicted[i]);
        }
        int declared = golden.get("declared").asInt();
        ClassificationRules rules = definitions.classification().withZeroDivision(zeroDivision());
        if (declared > 0) {
            rules = rules.withLabels(ClassificationRules.Labels.DECLARED);
        }
        values.put("accuracy", counts.accuracy(rules, declared));
        values.put("balanced_accuracy", counts.balancedAccuracy());
        values.put("mcc", counts.matthews());
        values.put("kappa", counts.kappa());
        averages(counts.averages(rules, declared));
    }

    private void multiLabel() {
        JsonNode actual = golden.get("actual");
        MultiLabelCounts counts = new MultiLabelCounts(actual.get(0).size());
        for (int i = 0; i < actual.size(); i++) {
            counts.add(flags(actual.get(i)), flags(golden.get("predicted").get(i)));
        }
        ZeroDivision zero = zeroDivision();
        values.put("subset_accuracy", counts.subsetAccuracy());
        values.put("hamming_loss", counts.hammingLoss());
        values.put("precision_samples", counts.samplePrecision(zero));
        values.put("recall_samples", counts.sampleRecall(zero));
        values.put("f1_samples", counts.sampleF1(zero));
        averages(counts.averages(zero));
    }

    private void averages(ClassAverages averages) {
        for (Average average : Average.values()) {
            String name = average.name().toLowerCase(Locale.ROOT);
            values.put("precision_" + name, averages.precision(average));
            values.put("recall_" + name, averages.recall(average));
            values.put("f1_" + name, averages.f1(average));
        }
    }

    private void topK() {
        TopKHits hits = new TopKHits(definitions.topKTies(), 1, 2, 3, 5);
        for (int i = 0; i < golden.get("actual").size(); i++) {
            hits.add(
                    numbers(golden.get("scores").get(i)),
                    golden.get("actual").get(i).asInt());
        }
        for (int k : hits.cuts()) {
            values.put(Integer.toString(k), hits.accuracy(k));
        }
    }

    private void probability() {
        ProbabilityScores scores = scores(definitions.probability());
        values.put("log_loss", scores.logLoss());
        values.put("brier", scores.brier());
        values.put("ece", scores.ece());
        for (ProbabilityRules.BrierScale scale : ProbabilityRules.BrierScale.values()) {
            values.put(
                    "brier_" + scale.name().toLowerCase(Locale.ROOT),
                    scores(definitions.probability().withBrier(scale)).brier());
        }
    }

    private ProbabilityScores scores(ProbabilityRules rules) {
        JsonNode rows = golden.get("probabilities");
        ProbabilityScores scores = new ProbabilityScores(rows.get(0).size(), rules);
        for (int i = 0; i < rows.size(); i++) {
            scores.add(numbers(rows.get(i)), golden.get("actual").get(i).asInt());
        }
        return scores;
    }

    private void auc() {
        RankCurve curve = new RankCurve();
        double[] scores = numbers(golden.get("scores"));
        for (int i = 0; i < scores.length; i++) {
            curve.add(golden.get("positive").get(i).asInt() == 1, scores[i]);
        }
        values.put("auc", definitions.auc(curve));
    }

    private void regression() {
        RegressionErrors errors = new RegressionErrors();
        PercentageErrors percentages = new PercentageErrors(definitions.mape());
        RelativeErrors relative = new RelativeErrors(definitions.relativeFloor());
        PinballLoss pinball = new PinballLoss(.1, .5, .9);
        ErrorHistogram histogram = new ErrorHistogram();
        double[] actual = numbers(golden.get("actual"));
        double[] predicted = numbers(golden.get("predicted"));
        for (int i = 0; i < actual.length; i++) {
            errors.add(actual[i], predicted[i]);
            percentages.add(actual[i], predicted[i]);
            relative.add(actual[i], predicted[i]);
            pinball.add(actual[i], predicted[i]);
            histogram.add(actual[i], predicted[i]);
        }
        values.put("mae", errors.mae());
        values.put("mse", errors.mse());
        values.put("rmse", errors.rmse());
        values.put("r2", errors.r2(definitions.r2()));
        values.put("mape", percentages.mape());
        values.put("wmape", relative.wmape());
        values.put("smape", relative.smape());
        values.put("max_error", histogram.largest());
        values.put("median_absolute_error", histogram.quantile(.5));
        for (double quantile : pinball.quantiles()) {
            values.put("pinball_" + quantile, pinball.loss(quantile));
        }
    }

    private void ranking() {
        int[] cuts = {1, 3, 10, RankingDefinition.WHOLE_LIST};
        RankingCuts ranking = new RankingCuts(definitions.ranking(), cuts);
        for (JsonNode query : golden.get("queries")) {
            List<String> items = new ArrayList<>();
            query.get("items").forEach(item -> items.add(item.asText()));
            Map<String, Double> relevance = new HashMap<>();
            query.get("relevance")
                    .fields()
                    .forEachRemaining(
                            e -> relevance.put(e.getKey(), e.getValue().asDouble()));
            ranking.add(new RankedQuery(items, numbers(query.get("scores")), relevance));
        }
        EmptyRules empty = new EmptyRules(
                named(
                        EmptyRules.NoRelevant.class,
                        "noRelevant",
                        definitions.empty().noRelevant()),
                named(
                        EmptyRules.EmptyAnswer.class,
                        "emptyAnswer",
                        definitions.empty().emptyAnswer()));
        for (int cut : cuts) {
            for (RankingMetric metric : RankingMetric.values()) {
                String name = DefinitionIds.name(metric) + "@"
                        + (cut == RankingDefinition.WHOLE_LIST ? "all" : Integer.toString(cut));
                values.put(name, ranking.mean(metric, cut, empty));
            }
        }
    }

    private ZeroDivision zeroDivision() {
        return named(
                ZeroDivision.class, "zeroDivision", definitions.classification().zeroDivision());
    }

    private <E extends Enum<E>> E named(Class<E> type, String key, E otherwise) {
        return golden.has(key) ? Enum.valueOf(type, golden.get(key).asText().toUpperCase(Locale.ROOT)) : otherwise;
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static boolean[] flags(JsonNode array) {
        boolean[] flags = new boolean[array.size()];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = array.get(i).asInt() == 1;
        }
        return flags;
    }
}
