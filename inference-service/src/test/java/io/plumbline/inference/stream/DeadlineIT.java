package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.DeadLetterCodec;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests whose time is up, with the real broker. */
class DeadlineIT {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private static EmbeddedBroker broker;

    @TempDir
    Path store;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = Bench.startBroker(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void expired_areDeadLetters_whereThatIsAskedFor_andAreAnsweredOnceTheyAreSentAgain() throws Exception {
        try (Bench bench = serving()) {
            InferenceService service =
                    bench.startReady("a", "latency.target=30m", "deadline.expired=dead-letter", "batch.max.size=8");
            CollectorRegistry registry = bench.registry(service);
            assertThat(batchSeconds(registry, "8")).as("known from the warm-up").isPositive();
            assertThat(batchSeconds(registry, "8")).isGreaterThanOrEqualTo(batchSeconds(registry, "1"));
            long now = System.currentTimeMillis();

            send(bench, "header-past", now, Map.of(Headers.DEADLINE, Long.toString(now - 1_000)));
            send(bench, "target-past", now - HOUR, Map.of());
            send(bench, "in-time", now, Map.of());
            send(bench, "header-overrides", now - HOUR, Map.of(Headers.DEADLINE, Long.toString(now + HOUR)));
            send(bench, "duration-by-mistake", now, Map.of(Headers.DEADLINE, "250"));
            bench.flush();

            List<WireRecord> letters = bench.awaitCommitted(bench.topics().deadLetters(), 2);
            bench.awaitCommitted(bench.topics().predictions(), 3);
            assertThat(keys(letters)).containsExactlyInAnyOrder("header-past", "target-past");
            for (WireRecord record : letters) {
                DeadLetter letter = ((Decoded.Accepted<DeadLetter>) new DeadLetterCodec().decode(record)).value();
                assertThat(letter.reason()).isEqualTo(RejectReason.EXPIRED);
                assertThat(letter.model()).contains("tiny");
                assertThat(letter.message())
                        .contains("answer was due at 20")
                        .contains(bench.topics().requests());
            }
            assertThat(keys(bench.committed(bench.topics().predictions())))
                    .containsExactlyInAnyOrder("in-time", "header-overrides", "duration-by-mistake");
            awaitCounted(registry);
            assertThat(missed(registry)).isEqualTo(2);
            assertThat(registry.getSampleValue("inference_deadline_malformed_total"))
                    .isEqualTo(1);
            assertThat(registry.getSampleValue(
                            "inference_dlq_total", new String[] {"reason"}, new String[] {"expired"}))
                    .isEqualTo(2);

            Bench.Ran redrive = bench.deadLetters("redrive", "--reason", "expired", "--yes");

            assertThat(redrive.exitCode()).as(redrive.err()).isZero();
            List<WireRecord> predictions = bench.awaitCommitted(bench.topics().predictions(), 5);
            assertThat(keys(predictions)).contains("header-past", "target-past");
            assertThat(bench.committed(bench.topics().deadLetters())).hasSize(2);
            awaitCounted(registry);
            assertThat(missed(registry)).isEqualTo(2);
        }
    }

    @Test
    void late_areServedAndCounted_otherwise() throws Exception {
        try (Bench bench = serving()) {
            InferenceService service = bench.startReady("a");
            long now = System.currentTimeMillis();

            for (int i = 0; i < 20; i++) {
                send(bench, "r" + i, now, i % 4 == 0 ? Map.of(Headers.DEADLINE, Long.toString(now - 1)) : Map.of());
            }
            bench.flush();

            assertThat(bench.awaitCommitted(bench.topics().predictions(), 20)).hasSize(20);
            assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();
            awaitCounted(bench.registry(service));
            assertThat(missed(bench.registry(service))).isEqualTo(5);
        }
    }

    private Bench serving() throws Exception {
        Bench bench = new Bench(broker, store);
        bench.checkpoint(1);
        bench.model("swap", "tiny", "v1", "--no-wait");
        return bench;
    }

    private static void send(Bench bench, String id, long timestampMillis, Map<String, String> headers) {
        bench.send(id, Bench.request("tiny", id, 1), timestampMillis, headers);
    }

    private static List<String> keys(List<WireRecord> records) {
        return records.stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    /** What readers see is counted a moment later. */
    private static void awaitCounted(CollectorRegistry registry) {
        Awaitility.await("nothing queued")
                .atMost(Duration.ofMinutes(1))
                .until(() -> registry.getSampleValue("inference_queue_records") == 0);
    }

    private static double missed(CollectorRegistry registry) {
        return registry.getSampleValue(
                "inference_deadline_missed_total", new String[] {"model"}, new String[] {"tiny"});
    }

    private static double batchSeconds(CollectorRegistry registry, String size) {
        return registry.getSampleValue(
                "inference_batch_seconds",
                new String[] {"model", "model_version", "device", "size"},
                new String[] {"tiny", "v1", "cpu", size});
    }
}
