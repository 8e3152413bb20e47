package io.plumbline.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Holds the evaluator's page against the batch computation over the topics. */
final class MetricsAgree {
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(3);

    private MetricsAgree() {}

    /**
     * Waits until the evaluator has counted every record of both topics and shows what the batch computation gives.
     */
    static BatchScore check(PipelineFixture pipeline, TrainedModel model) {
        BatchJoin join = BatchJoin.over(pipeline.reader());
        BatchScore score = BatchScore.of(model, join.pairs(model.version()));
        assertThat(score.value())
                .as(
                        "the batch loops and the metrics library on %s",
                        model.task().metric())
                .isEqualTo(score.valueByLibrary());
        await().alias("evaluator agrees with the batch computation")
                .atMost(SETTLED_WITHIN)
                .untilAsserted(() -> {
                    pipeline.assertServicesAlive();
                    MetricsPage page = pipeline.evaluatorMetrics().orElseThrow();
                    allCounted(page, model, join);
                    agree(page, model, score);
                });
        return score;
    }

    private static void allCounted(MetricsPage page, TrainedModel model, BatchJoin join) {
        assertThat(page.sum("evaluator_predictions_total", identity(model)))
                .as("predictions counted")
                .isEqualTo((double) join.predictions().size());
        assertThat(page.sum("evaluator_labels_total", Map.of()))
                .as("labels counted")
                .isEqualTo((double) join.readableLabels());
    }

    private static void agree(MetricsPage page, TrainedModel model, BatchScore score) {
        Map<String, String> cumulative = with(identity(model), Map.of("window", "cumulative", "view", "provisional"));
        assertThat(page.only("evaluator_metric_samples", cumulative))
                .as("samples of %s", cumulative)
                .isEqualTo((double) score.samples());
        assertThat(page.only(
                        "evaluator_metric",
                        with(cumulative, Map.of("metric", model.task().metric()))))
                .as("%s of %s, to the last bit", model.task().metric(), cumulative)
                .isEqualTo(score.value());
        assertThat(net(page, "evaluator_samples", with(identity(model), Map.of("view", "provisional"))))
                .as("net samples of %s", identity(model))
                .isEqualTo((double) score.samples());
        score.counts()
                .forEach((count, value) -> assertThat(net(page, count.counter(), with(identity(model), count.labels())))
                        .as("net %s", count)
                        .isEqualTo((double) value));
    }

    /** What became of records and pairs, by event, over all partitions and versions. */
    static Map<String, Double> joinEvents(PipelineFixture pipeline) throws InterruptedException {
        Map<String, Double> events = new TreeMap<>();
        for (MetricsPage.Sample sample :
                pipeline.evaluatorMetrics().orElseThrow().samples()) {
            if (sample.name().equals("evaluator_join_events_total")) {
                events.merge(String.valueOf(sample.labels().get("event")), sample.value(), Double::sum);
            }
        }
        return events;
    }

    private static Map<String, String> identity(TrainedModel model) {
        return Map.of("model", model.model(), "model_version", model.version());
    }

    private static Map<String, String> with(Map<String, String> labels, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.putAll(more);
        return all;
    }

    /** What a counter has counted, less what was taken back. */
    private static double net(MetricsPage page, String counter, Map<String, String> labels) {
        return page.sum(counter + "_total", labels) - page.sum(counter + "_retracted_total", labels);
    }
}
