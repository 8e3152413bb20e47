package io.plumbline.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            killInTransactionAfter(progress);
            int committed = pipeline.predictions().size();
            assertThat(committed)
                    .as("predictions at the kill: the service was in the middle of its work")
                    .isLessThan(REQUESTS);
            LOG.atInfo().addKeyValue("committed", committed).log("killed in mid-stream");
        }
        pipeline.startInference(model.store());
        List<Prediction> predictions = pipeline.awaitPredictions(REQUESTS);

        assertThat(Delivery.of(items, predictions)).isEqualTo(new Delivery(REQUESTS, 0, 0, 0));
        assertThat(predictions).extracting(Prediction::source).doesNotHaveDuplicates();
        assertThat(predictions).extracting(Prediction::role).containsOnly(Role.CHAMPION);
        assertThat(predictions).extracting(Prediction::version).containsOnly(model.version());
        assertThat(pipeline.reader().readAll(PipelineFixture.TOPICS.deadLetters()))
                .isEmpty();
        LOG.atInfo()
                .addKeyValue("requests", REQUESTS)
                .addKeyValue("predictions", predictions.size())
                .addKeyValue("kills", PROGRESS.size())
                .addKeyValue("recordsOfCutOffTransactions", recordsEverWritten() - predictions.size())
                .log("nothing lost, nothing twice");
    }

    /** How many requests have one prediction, none, or several, and how many predictions no request. */
    private record Delivery(int once, int lost, int twice, int unasked) {
        static Delivery of(List<HoldoutItem> requests, List<Prediction> predictions) {
            Map<String, Integer> answers = new HashMap<>();
            predictions.forEach(prediction -> answers.merge(prediction.id(), 1, Integer::sum));
            int once = 0;
            int lost = 0;
            int twice = 0;
            for (HoldoutItem request : requests) {
                switch (answers.getOrDefault(request.id(), 0)) {
                    case 0 -> lost++;
                    case 1 -> once++;
                    default -> twice++;
                }
            }
            return new Delivery(once, lost, twice, answers.size() - once - twice);
        }
    }

    /** Kills after so much progress, at the sight of records whose transaction is not committed yet. */
    private void killInTransactionAfter(int offsets) throws InterruptedException {
        try (TopicEnd end = new TopicEnd(pipeline.bootstrapServers(), PipelineFixture.TOPICS.predictions())) {
            long before = end.committedOffsets();
            await().alias("an open transaction after " + offsets + " further offsets")
                    .atMost(Duration.ofMinutes(3))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        pipeline.assertServicesAlive();
                        return end.committedOffsets() >= before + offsets && end.transactionOpen();
                    });
            // Closing the readers takes longer than a transaction.
            pipeline.killInference();
        }
    }

    private long recordsEverWritten() {
        try (TopicEnd end = new TopicEnd(pipeline.bootstrapServers(), PipelineFixture.TOPICS.predictions())) {
            return end.recordsEverWritten();
        }
    }
}
