package io.plumbline.inference.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.DesiredStateCodec;
import io.plumbline.contracts.codec.InstanceStatusCodec;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.control.ServedFrom;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Decoded.Accepted;
import io.plumbline.contracts.kafka.TailReader;
import io.plumbline.inference.batch.BatchTimes;
import io.plumbline.inference.control.VersionLoader.Loading;
import io.plumbline.inference.telemetry.ModelMetrics;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final long SOON = Duration.ofSeconds(30).toNanos();

    private final Map<String, Loading> loads = new ConcurrentHashMap<>();
    private final Switchboard switchboard = new Switchboard();
    private final MockProducer<byte[], byte[]> statuses =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final VersionLoader loader = (model, version, expected) -> {
        Loading loading = loads.get(version);
        if (loading == null) {
            throw new IllegalStateException("the store is on fire");
        }
        return loading;
    };
    private final Reconciler reconciler = new Reconciler(
            "a",
            "cpu",
            List.of(),
            loader,
            switchboard,
            new StatusBoard(statuses, "status"),
            new ModelMetrics(new CollectorRegistry(), List::of));

    @AfterEach
    void close() {
        reconciler.close();
    }

    private static DesiredState state(long generation, String champion) {
        VersionInfo info = new VersionInfo("ab".repeat(32), new Task.Regression("USD"));
        return new DesiredState(
                generation,
                champion,
                Optional.empty(),
                0,
                List.of(),
                Map.of(champion, info),
                Instant.EPOCH,
                "test",
                "");
    }

    /** Does the poll thread's part, taking each table offered, until it holds. */
    private void until(BooleanSupplier holds) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    switchboard.switchNow();
                    return holds.getAsBoolean();
                });
    }

    private boolean serves(String model, String version) {
        return switchboard
                .current()
                .roster(model)
                .map(roster -> roster.champion().version().equals(version))
                .orElse(false);
    }

    private List<InstanceStatus> reported(String model) {
        return statuses.history().stream()
                .filter(record -> record.value() != null)
                .map(record ->
                        ((Accepted<InstanceStatus>) new InstanceStatusCodec().decode(record.value(), "")).value())
                .filter(status -> status.model().equals(model))
                .toList();
    }

    @Test
    void withdrawnAndPutBack_whileTheLoaderWasBusy_countsFromOneAgain() {
        loads.put("v1", new Loading.Ready(new StandingVersion("a", "v1")));
        loads.put("v2", new Loading.Ready(new StandingVersion("a", "v2")));
        reconciler.desired("a", Optional.of(state(5, "v1")));
        reconciler.caughtUp();
        until(() -> serves("a", "v1"));

        // The loader waits for its table to be taken, so that it sees only where this ends.
        reconciler.desired("a", Optional.empty());
        reconciler.desired("a", Optional.of(state(1, "v2")));

        until(() -> serves("a", "v2"));
    }

    @Test
    void reconnected_olderStatesOfTheTopic_areNotGoneThroughAgain() {
        loads.put("v1", new Loading.Ready(new StandingVersion("a", "v1")));
        loads.put("v2", new Loading.Ready(new StandingVersion("a", "v2")));
        try (ControlReader reader = new ControlReader(() -> reader(Map.of()), reconciler)) {
            reader.turn(reader(Map.of("a", List.of(Optional.of(state(5, "v1"))))));
            until(() -> serves("a", "v1"));

            // Meanwhile withdrawn and put back; what compaction left of before comes first.
            reader.turn(reader(Map.of(
                    "a",
                    List.of(
                            Optional.of(state(6, "old")),
                            Optional.<DesiredState>empty(),
                            Optional.of(state(1, "v2"))))));
            until(() -> serves("a", "v2"));
            assertThat(reported("a")).noneMatch(status -> status.reason().contains("old"));

            reader.turn(reader(Map.of()));
            until(() -> switchboard.current().roster("a").isEmpty());
        }
    }

    /** A new connection to a control topic that holds these states. */
    private static TailReader reader(Map<String, List<Optional<DesiredState>>> states) {
        TopicPartition partition = new TopicPartition("control", 0);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions("control", List.of(new PartitionInfo("control", 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        states.forEach((model, all) -> all.forEach(state -> records.add(new ConsumerRecord<>(
                "control",
                0,
                records.size(),
                model.getBytes(StandardCharsets.UTF_8),
                state.map(new DesiredStateCodec()::encode).orElse(null)))));
        consumer.updateEndOffsets(Map.of(partition, (long) records.size()));
        consumer.schedulePollTask(() -> records.forEach(consumer::addRecord));
        return new TailReader(consumer, "control");
    }

    @Test
    void aNewModelThatIsRefused_holdsUpNoOther() {
        loads.put("good", new Loading.Ready(new StandingVersion("a", "good")));
        loads.put("bad", new Loading.Refused("wrong_digest"));
        reconciler.desired("a", Optional.of(state(1, "good")));
        reconciler.desired("b", Optional.of(state(1, "bad")));

        reconciler.caughtUp();

        until(() -> serves("a", "good")
                && switchboard.current().refused().containsKey("b")
                && switchboard.current().awaited().isEmpty());
        assertThat(switchboard.current().obstacle()).isEmpty();
        until(() -> reported("b").stream().anyMatch(status -> status.state() == InstanceStatus.State.REFUSED));
    }

    @Test
    void theOnlyModel_refused_keepsRequestsWhereTheyAre_andSaysWhy() {
        loads.put("bad", new Loading.Refused("wrong_digest"));
        reconciler.desired("b", Optional.of(state(1, "bad")));

        reconciler.caughtUp();

        until(() -> switchboard.current().refused().containsKey("b"));
        assertThat(switchboard.current().obstacle())
                .hasValueSatisfying(why -> assertThat(why).contains("'b'").contains("wrong_digest"));
    }

    @Test
    void aStoreThatDoesNotAnswer_isAskedAgain_andItsModelServesThen() {
        loads.put("v1", new Loading.Unavailable("connection reset"));
        reconciler.desired("a", Optional.of(state(1, "v1")));
        reconciler.caughtUp();
        until(() -> switchboard.current().obstacle().orElse("").contains("connection reset"));
        until(() -> reported("a").stream().anyMatch(status -> status.reason().contains("connection reset")));
        assertThat(reported("a")).noneMatch(status -> status.state() == InstanceStatus.State.REFUSED);

        loads.put("v1", new Loading.Ready(new StandingVersion("a", "v1")));
        reconciler.tick(System.nanoTime() + SOON);

        until(() -> serves("a", "v1"));
        assertThat(switchboard.current().obstacle()).isEmpty();
    }

    @Test
    void aLoaderThatBreaks_letsGoOfWhatItLoaded_andIsTriedAgain() {
        StandingVersion loaded = new StandingVersion("a", "v1");
        loads.put("v1", new Loading.Ready(loaded));
        VersionInfo info = new VersionInfo("ab".repeat(32), new Task.Regression("USD"));
        reconciler.desired(
                "a",
                Optional.of(new DesiredState(
                        1,
                        "v1",
                        Optional.empty(),
                        0,
                        List.of("v2"),
                        Map.of("v1", info, "v2", info),
                        Instant.EPOCH,
                        "test",
                        "")));
        reconciler.caughtUp();
        until(() -> switchboard.current().obstacle().orElse("").contains("on fire"));
        assertThat(loaded.retired).isTrue();

        loads.put("v1", new Loading.Ready(new StandingVersion("a", "v1")));
        loads.put("v2", new Loading.Ready(new StandingVersion("a", "v2")));
        reconciler.tick(System.nanoTime() + SOON);

        until(() -> serves("a", "v1"));
    }

    private static DesiredState withShadow(long generation) {
        VersionInfo info = new VersionInfo("ab".repeat(32), new Task.Regression("USD"));
        return new DesiredState(
                generation,
                "v1",
                Optional.empty(),
                0,
                List.of("v2"),
                Map.of("v1", info, "v2", info),
                Instant.EPOCH,
                "test",
                "");
    }

    @Test
    void lateJoiner_onWhichAShadowIsRefused_servesTheChampionAlone_andSaysWhy() {
        loads.put("v1", new Loading.Ready(new StandingVersion("a", "v1")));
        loads.put("v2", new Loading.Refused("wrong_digest"));
        reconciler.desired("a", Optional.of(withShadow(5)));

        reconciler.caughtUp();

        until(() -> reported("a").stream().anyMatch(status -> status.state() == InstanceStatus.State.REFUSED));
        assertThat(serves("a", "v1")).isTrue();
        assertThat(switchboard.current().obstacle()).isEmpty();
        assertThat(switchboard.current().roster("a").orElseThrow().shadows()).isEmpty();
        InstanceStatus last = reported("a").get(reported("a").size() - 1);
        assertThat(last.versions()).containsExactly("v1");
        assertThat(last.generation()).isEqualTo(5);
        assertThat(last.reason()).contains("'v2'").contains("wrong_digest").contains("champion");
    }

    @Test
    void runningInstance_thatRefusesAShadow_goesOnAsItWas() {
        loads.put("v1", new Loading.Ready(new StandingVersion("a", "v1")));
        loads.put("v2", new Loading.Refused("wrong_digest"));
        reconciler.desired("a", Optional.of(state(1, "v1")));
        reconciler.caughtUp();
        until(() -> serves("a", "v1"));

        reconciler.desired("a", Optional.of(withShadow(2)));

        until(() -> reported("a").stream().anyMatch(status -> status.state() == InstanceStatus.State.REFUSED));
        assertThat(switchboard.current().roster("a").orElseThrow().generation()).isEqualTo(1);
    }

    @Test
    void marks_areReportedSoon_andOnce() {
        loads.put("v1", new Loading.Ready(new StandingVersion("a", "v1")));
        reconciler.desired("a", Optional.of(state(1, "v1")));
        reconciler.caughtUp();
        until(() -> reported("a").stream().anyMatch(status -> status.state() == InstanceStatus.State.SERVING));
        int before = reported("a").size();
        long soon = System.nanoTime() + Duration.ofSeconds(2).toNanos();

        switchboard.marks().of(switchboard.current().roster("a").orElseThrow()).note(3, 42);
        reconciler.tick(soon);
        reconciler.tick(soon + 1);

        assertThat(reported("a")).hasSize(before + 1);
        assertThat(reported("a").get(before).served())
                .containsExactly(new ServedFrom(1, List.of("v1"), Map.of(3, 42L)));
        assertThat(reported("a").get(before).state()).isEqualTo(InstanceStatus.State.SERVING);
    }

    /** A version that only stands there: these tests ask it nothing. */
    private static final class StandingVersion implements ServedVersion {
        private final String model;
        private final String version;
        private final AtomicBoolean retired = new AtomicBoolean();

        StandingVersion(String model, String version) {
            this.model = model;
            this.version = version;
        }

        @Override
        public String model() {
            return model;
        }

        @Override
        public String version() {
            return version;
        }

        @Override
        public String checkpoint() {
            return "ab".repeat(32);
        }

        @Override
        public String device() {
            return "cpu";
        }

        @Override
        public BatchTimes times() {
            return new BatchTimes(List.of(1));
        }

        @Override
        public Optional<Use> use() {
            return Optional.empty();
        }

        @Override
        public void retire() {
            retired.set(true);
        }

        @Override
        public int uses() {
            return 0;
        }

        @Override
        public Breaker breaker() {
            return Breaker.CLOSED;
        }
    }
}
