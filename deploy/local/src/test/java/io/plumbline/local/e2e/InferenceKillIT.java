package io.plumbline.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code kill -9} of the inference service while it works. */
final class InferenceKillIT {
    private static final Logger LOG = LoggerFactory.getLogger(InferenceKillIT.class);
    private static final int REQUESTS = 8_000;
    /** How far each life of the service gets before it is killed, in offsets of the predictions topic. */
    private static final List<Integer> PROGRESS = List.of(1, 150, 700, 1_200);

    /** Small batches and transactions, so that there is always one to be cut off; and a group that soon notices. */
    private static final String[] SMALL_STEPS = {
        "batch.max.size=8", "commit.max.records=64", "kafka.session.timeout.ms=6000", "kafka.heartbeat.interval.ms=1500"
    };

    @RegisterExtension
    static final TrainedModels MODELS = new TrainedModels();

    @RegisterExtension
    final PipelineFixture pipeline = new PipelineFixture();

    @Test
    void everyRequest_hasExactlyOneChampionPrediction_howeverOftenTheServiceIsKilled() throws InterruptedException {
        TrainedModel model = MODELS.of(PipelineTask.CLASSIFICATION);
        List<HoldoutItem> items = model.stream(REQUESTS);
        pipeline.startInference(model.store(), SMALL_STEPS);
        pipeline.swap(model);
        pipeline.awaitInferenceReady();
        pipeline.killInference();
        try (TopicWriter writer = pipeline.writer()) {
            items.forEach(writer::request);
            writer.flush();
        }

        for (int progress : PROGRESS) {
            pipeline.startInference(model.store(), SMALL_STEPS);
            awaitProgress(progress);
            pipeline.killInference();
            int committed = pipeline.predictions().size();
            assertThat(committed)
                    .as("predictions at the kill: the service was in the middle of its work")
                    .isLessThan(REQUESTS);
            LOG.atInfo().addKeyValue("committed", committed).log("killed in mid-stream");
        }
        pipeline.startInference(model.store());
        List<Prediction> predictions = pipeline.awaitPredictions(REQUESTS);

        assertThat(predictions)
                .extracting(Prediction::id)
                .containsExactlyInAnyOrderElementsOf(
                        items.stream().map(HoldoutItem::id).toList());
        assertThat(predictions).extracting(Prediction::source).doesNotHaveDuplicates();
        assertThat(predictions).extracting(Prediction::role).containsOnly(Role.CHAMPION);
        assertThat(predictions).extracting(Prediction::version).containsOnly(model.version());
        assertThat(pipeline.reader().readAll(PipelineFixture.TOPICS.deadLetters()))
                .isEmpty();
        LOG.atInfo()
                .addKeyValue("requests", REQUESTS)
                .addKeyValue("predictions", predictions.size())
                .addKeyValue("kills", PROGRESS.size())
                .log("nothing lost, nothing twice");
    }

    private void awaitProgress(int offsets) {
        try (TopicEnd end = new TopicEnd(pipeline.bootstrapServers(), PipelineFixture.TOPICS.predictions())) {
            long before = end.offsets();
            await().alias("commits of predictions, " + offsets + " offsets further")
                    .atMost(Duration.ofSeconds(90))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        pipeline.assertServicesAlive();
                        return end.offsets() >= before + offsets;
                    });
        }
    }
}
