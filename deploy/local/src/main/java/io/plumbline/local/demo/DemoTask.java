package io.plumbline.local.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the demo predicts: data, a quick first network, a better one, and the metrics that tell them apart. */
public enum DemoTask {
    CLASSIFICATION(
            "fashion",
            "fashion-mlp.yaml",
            "fashion-cnn.yaml",
            List.of(new Headline("accuracy", "accuracy"), new Headline("f1_macro", "macro F1"))),
    REGRESSION(
            "ames-price",
            "ames-mlp.yaml",
            "ames-mlp-wide.yaml",
            List.of(new Headline("mae", "MAE"), new Headline("rmse", "RMSE"))),
    RANKING(
            "ames-listings",
            "listings-ranker.yaml",
            "listings-ranker-wide.yaml",
            List.of(new Headline("ndcg@10", "NDCG@10"), new Headline("mrr", "MRR"), new Headline("map@10", "MAP@10")));

    private final String model;
    private final String firstExperiment;
    private final String betterExperiment;
    private final List<Headline> headlines;

    DemoTask(String model, String firstExperiment, String betterExperiment, List<Headline> headlines) {
        this.model = model;
        this.firstExperiment = firstExperiment;
        this.betterExperiment = betterExperiment;
        this.headlines = headlines;
    }

    /** A metric by its public name, and by the name people say. */
    record Headline(String metric, String title) {}

    String model() {
        return model;
    }

    String firstExperiment() {
        return firstExperiment;
    }

    String betterExperiment() {
        return betterExperiment;
    }

    List<Headline> headlines() {
        return headlines;
    }

    /** Those of a version's metrics that the demo is about, in their order. */
    Map<String, Double> pick(Map<String, Double> metrics) {
        Map<String, Double> picked = new LinkedHashMap<>();
        for (Headline headline : headlines) {
            Double value = metrics.get(headline.metric());
            if (value != null) {
                picked.put(headline.metric(), value);
            }
        }
        return picked;
    }
}
