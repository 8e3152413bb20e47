package io.plumbline.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code kill -9} of the evaluator while it works. */
final class EvaluatorKillIT {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluatorKillIT.class);
    private static final int REQUESTS = 400 * LabelMix.FATES;
    /** How many labels each life of the evaluator counts at least before it is killed. */
    private static final List<Integer> PROGRESS = List.of(1, 200, 200);

    /** Commits so often that a fast machine, too, is seen in the middle. */
    private static final String SMALL_STEPS = "commit.interval=100ms";

    private static final String LABELS = "evaluator_labels_total";

    @RegisterExtension
    static final TrainedModels MODELS = new TrainedModels();

    @RegisterExtension
    final PipelineFixture pipeline = new PipelineFixture();

    @Test
    void metricsEqualTheBatchComputation_howeverOftenTheEvaluatorIsKilled() throws InterruptedException {
        TrainedModel model = MODELS.of(PipelineTask.CLASSIFICATION);
        List<HoldoutItem> items = model.stream(REQUESTS);
        LabelMix mix = LabelMix.of(model, items);
        pipeline.startInference(model.store());
        pipeline.swap(model);
        pipeline.awaitInferenceReady();
        // However fast the evaluator is, there is something left to count after the last kill.
        int heldBack = mix.late().size() * 9 / 10;
        try (TopicWriter writer = pipeline.writer()) {
            mix.early().forEach(writer::label);
            items.forEach(writer::request);
            mix.late().subList(0, heldBack).forEach(writer::label);
            writer.flush();
        }
        pipeline.awaitPredictions(REQUESTS);
        int labels = mix.early().size() + mix.late().size();

        CounterWatch watch = new CounterWatch(pipeline);
        double counted = 0;
        for (int progress : PROGRESS) {
            pipeline.startEvaluator(SMALL_STEPS);
            counted = awaitCounted(watch, counted + progress);
            pipeline.killEvaluator();
            LOG.atInfo().addKeyValue("labels", counted).log("killed in mid-stream");
            assertThat(counted)
                    .as("labels counted at the kill: the evaluator was in the middle of its work")
                    .isLessThan(labels);
        }
        try (TopicWriter writer = pipeline.writer()) {
            mix.late().subList(heldBack, mix.late().size()).forEach(writer::label);
            writer.flush();
        }
        pipeline.startEvaluator();
        pipeline.awaitEvaluatorReady();
        double last = counted;
        await().alias("counters come back").atMost(Duration.ofMinutes(3)).until(() -> watch.read(LABELS) >= last);
        BatchScore score = MetricsAgree.check(pipeline, model);
        watch.read(LABELS);

        assertThat(watch.series()).as("durable series watched").isGreaterThan(PipelineFixture.PARTITIONS);
        LOG.atInfo()
                .addKeyValue("metric", model.task().metric())
                .addKeyValue("value", score.value())
                .addKeyValue("samples", score.samples())
                .addKeyValue("kills", PROGRESS.size())
                .addKeyValue("labels", labels)
                .addKeyValue("counterReadings", watch.readings())
                .log("page equals batch, no counter stepped back");
    }

    /** Waits until the evaluator shows that it has counted so many labels. */
    private double awaitCounted(CounterWatch watch, double labels) {
        return await().alias("labels counted: " + labels)
                .atMost(Duration.ofMinutes(3))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            pipeline.assertServicesAlive();
                            return watch.read(LABELS);
                        },
                        now -> now >= labels);
    }
}
