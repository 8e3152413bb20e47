package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances come and go; every request is answered once, by the version that is desired now. */
class RestartIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Members hear of a rebalance with their next heartbeat. */
    private static final String QUICK = "kafka.heartbeat.interval.ms=200";

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        broker = Bench.startBroker(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void restart_convergesToTheNewestState_andGoesOnWhereItWas(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.checkpoint(2);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService first = bench.startReady("a");
            request(bench, 0, 300);
            bench.awaitCommitted(bench.topics().predictions(), 1);
            bench.stop(first);
            request(bench, 300, 600);
            bench.model("swap", "tiny", "v2", "--no-wait");

            InferenceService second = bench.startReady("a");

            List<WireRecord> predictions = bench.awaitCommitted(bench.topics().predictions(), 600);
            bench.stop(second);
            assertThat(ids(predictions)).hasSize(600);
            assertThat(predictions).hasSize(600);
            assertThat(predictions.stream()
                            .filter(record -> number(record) >= 300)
                            .map(record -> record.header("plumbline-version").orElseThrow()))
                    .containsOnly("v2");
        }
    }

    @Test
    void instancesJoinAndLeaveUnderLoad_nothingLost_nothingTwice_andTheLedgerAddsUp(@TempDir Path store)
            throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService a = bench.startReady("a", QUICK, "batch.max.size=4");
            request(bench, 0, 1000);
            InferenceService b = bench.startReady("b", QUICK, "batch.max.size=4");
            request(bench, 1000, 2000);
            CollectorRegistry ofA = bench.registry(a);
            bench.stop(a);
            request(bench, 2000, 3000);

            List<WireRecord> predictions = bench.awaitCommitted(bench.topics().predictions(), 3000);

            CollectorRegistry ofB = bench.registry(b);
            bench.stop(b);
            assertThat(bench.committed(bench.topics().predictions())).hasSize(3000);
            assertThat(ids(predictions)).hasSize(3000);
            assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();
            assertThat(predicted(ofA) + predicted(ofB)).isEqualTo(3000);
            for (CollectorRegistry registry : List.of(ofA, ofB)) {
                assertThat(registry.getSampleValue("inference_records_consumed_total"))
                        .isEqualTo(predicted(registry)
                                + registry.getSampleValue("inference_records_rewound_total")
                                + registry.getSampleValue("inference_queue_records"));
            }
        }
    }

    @Test
    void atLeastOnce_instancesJoinAndLeaveUnderLoad_nothingLost(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService a = bench.startReady("a", QUICK, "batch.max.size=4", "delivery=at-least-once");
            request(bench, 0, 1000);
            InferenceService b = bench.startReady("b", QUICK, "batch.max.size=4", "delivery=at-least-once");
            request(bench, 1000, 2000);
            bench.stop(a);
            request(bench, 2000, 3000);

            Awaitility.await("3000 ids")
                    .atMost(PATIENCE)
                    .until(() ->
                            ids(bench.committed(bench.topics().predictions())).size() == 3000);
            bench.stop(b);
            List<WireRecord> before = bench.committed(bench.topics().predictions());
            InferenceService again = bench.startReady("b", "delivery=at-least-once");
            bench.stop(again);

            assertThat(bench.committed(bench.topics().predictions()))
                    .as("an orderly stop commits its offsets, so that nothing is answered again")
                    .hasSameSizeAs(before);
        }
    }

    @Test
    void staticMember_restart_movesNoPartition(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            // However long the restart takes, it is over before the group would miss the member.
            String session = "kafka.session.timeout.ms=120000";
            InferenceService a = bench.startReady("a", "group.static=true", session, QUICK);
            InferenceService b = bench.startReady("b", "kafka.group.instance.id=b", session, QUICK);
            CollectorRegistry ofB = bench.registry(b);
            Awaitility.await("both hold partitions")
                    .atMost(PATIENCE)
                    .until(() -> assigned(bench.registry(a)) + assigned(ofB) == Bench.PARTITIONS);
            double heldByA = assigned(bench.registry(a));
            double held = assigned(ofB);
            double moved = rebalances(ofB);

            bench.stop(a);
            InferenceService restarted = bench.startReady("a", "group.static=true", session, QUICK);
            request(bench, 0, 300);

            assertThat(ids(bench.awaitCommitted(bench.topics().predictions(), 300)))
                    .hasSize(300);
            assertThat(rebalances(ofB)).isEqualTo(moved);
            assertThat(assigned(ofB)).isEqualTo(held);
            assertThat(assigned(bench.registry(restarted))).isEqualTo(heldByA);
        }
    }

    private static double assigned(CollectorRegistry registry) {
        return registry.getSampleValue("inference_partitions_assigned");
    }

    private static double rebalances(CollectorRegistry registry) {
        double sum = 0;
        for (String kind : List.of("assigned", "revoked", "lost")) {
            Double value =
                    registry.getSampleValue("inference_rebalances_total", new String[] {"kind"}, new String[] {kind});
            sum += value == null ? 0 : value;
        }
        return sum;
    }

    @Test
    void noModelOnControl_isNotReady_andKeepsTheRequests(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            request(bench, 0, 10);
            InferenceService service = bench.start("a");
            Bench.awaitListening(service);
            assertThat(service.ready().ok()).isFalse();

            bench.model("swap", "tiny", "v1");

            Bench.awaitReady(service);
            assertThat(ids(bench.awaitCommitted(bench.topics().predictions(), 10)))
                    .hasSize(10);
            assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();
        }
    }

    private static double predicted(CollectorRegistry registry) {
        Double value = registry.getSampleValue(
                "inference_records_total",
                new String[] {"model", "model_version", "outcome"},
                new String[] {"tiny", "v1", "predicted"});
        return value == null ? 0 : value;
    }

    private static void request(Bench bench, int from, int to) {
        for (int i = from; i < to; i++) {
            bench.request("r" + i, i);
        }
        bench.flush();
    }

    private static Set<String> ids(List<WireRecord> predictions) {
        Set<String> ids = new HashSet<>();
        predictions.forEach(record -> ids.add(new String(record.key(), StandardCharsets.UTF_8)));
        return ids;
    }

    private static int number(WireRecord record) {
        return Integer.parseInt(new String(record.key(), StandardCharsets.UTF_8).substring(1));
    }
}
