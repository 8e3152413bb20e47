package io.plumbline.local.e2e;

import java.util.List;

/** The three tasks, each with an experiment cut down to some seconds and the metric that its test is about. */
enum PipelineTask {
    CLASSIFICATION("fashion-mlp.yaml", List.of("fit.epochs=1", "data.holdout=2000"), "accuracy"),
    REGRESSION("ames-mlp.yaml", List.of("fit.epochs=2"), "mae"),
    RANKING("listings-ranker.yaml", List.of("fit.epochs=1", "data.holdout=24"), "ndcg@10");

    private final String experiment;
    private final List<String> overrides;
    private final String metric;

    PipelineTask(String experiment, List<String> overrides, String metric) {
        this.experiment = experiment;
        this.overrides = overrides;
        this.metric = metric;
    }

    /** Its file in {@code deploy/experiments}. */
    String experiment() {
        return experiment;
    }

    /** What is laid over the file, each as {@code key=value}. */
    List<String> overrides() {
        return overrides;
    }

    /** The metric's public name. */
    String metric() {
        return metric;
    }
}
