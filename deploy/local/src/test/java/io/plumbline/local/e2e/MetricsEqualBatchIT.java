package io.plumbline.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Prediction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From held-out data to {@code /metrics}, with every process that production runs, in each of the three tasks. */
final class MetricsEqualBatchIT {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsEqualBatchIT.class);
    private static final int REQUESTS = 42 * LabelMix.FATES;

    @RegisterExtension
    static final TrainedModels MODELS = new TrainedModels();

    @RegisterExtension
    final PipelineFixture pipeline = new PipelineFixture();

    @ParameterizedTest
    @EnumSource(PipelineTask.class)
    void metricOnThePage_equalsTheBatchComputation_overBothTopics(PipelineTask task) throws InterruptedException {
        TrainedModel model = MODELS.of(task);
        List<HoldoutItem> items = model.stream(REQUESTS);
        LabelMix mix = LabelMix.of(model, items);
        pipeline.startInference(model.store());
        pipeline.startEvaluator();
        pipeline.swap(model);
        pipeline.awaitInferenceReady();
        pipeline.awaitEvaluatorReady();

        try (TopicWriter writer = pipeline.writer()) {
            mix.early().forEach(writer::label);
            writer.flush();
            alternate(items, mix.late(), writer);
        }

        List<Prediction> predictions = pipeline.awaitPredictions(items.size());
        assertThat(predictions).extracting(Prediction::id).doesNotHaveDuplicates();
        BatchScore score = MetricsAgree.check(pipeline, model);
        assertThat(score.samples()).as("pairs that count").isGreaterThan(REQUESTS / 2);
        assertThat(MetricsAgree.joinEvents(pipeline))
                .containsAllEntriesOf(Map.of(
                        "duplicate_label", (double) occurrences(2),
                        "corrected_label", (double) occurrences(3, 7, 9, 10),
                        "stale_label", (double) occurrences(4),
                        "retracted_label", (double) occurrences(5, 6, 8),
                        "invalid", (double) occurrences(9, 11, 11)));
        LOG.atInfo()
                .addKeyValue("metric", task.metric())
                .addKeyValue("value", score.value())
                .addKeyValue("samples", score.samples())
                .addKeyValue("predictions", predictions.size())
                .addKeyValue("labels", mix.early().size() + mix.late().size())
                .log("page equals batch");
    }

    /** Half of the requests, half of the labels, and again: labels meet requests from both sides. */
    private static void alternate(List<HoldoutItem> items, List<LabelMix.LabelRecord> labels, TopicWriter writer)
            throws InterruptedException {
        for (int half = 0; half < 2; half++) {
            items.subList(half * items.size() / 2, (half + 1) * items.size() / 2)
                    .forEach(writer::request);
            writer.flush();
            labels.subList(half * labels.size() / 2, (half + 1) * labels.size() / 2)
                    .forEach(writer::label);
            writer.flush();
        }
    }

    /** How many items of the stream have these fates. */
    private static int occurrences(int... fates) {
        return fates.length * (REQUESTS / LabelMix.FATES);
    }
}
