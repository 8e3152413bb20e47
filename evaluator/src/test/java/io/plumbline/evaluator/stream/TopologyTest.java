package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Published;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology on a clock of the test's own, in RocksDB. */
final class TopologyTest {
    private static final VersionKey V1 = new VersionKey("fashion", "v1");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final OwnedPartitions partitions = new OwnedPartitions();
    private final CommittedTallies tallies = new CommittedTallies();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> predictions;
    private TestInputTopic<byte[], byte[]> labels;
    private TestInputTopic<byte[], byte[]> control;
    private TestOutputTopic<byte[], byte[]> evaluations;

    @BeforeEach
    void start() {
        TopologyConfig config = new TopologyConfig(
                Topics.standard(),
                new Horizons(Duration.ofHours(10), Duration.ofHours(5), Duration.ofHours(1)),
                Samples.WINDOWS,
                false,
                SECOND);
        Properties properties = new Properties();
        properties.put("application.id", "topology-test");
        properties.put("state.dir", directory.toString());
        driver = new TopologyTestDriver(
                EvaluatorTopology.build(config, partitions), properties, Instant.ofEpochMilli(Samples.T0));
        predictions = input(config.topics().predictions());
        labels = input(config.topics().labels());
        control = input(config.topics().control());
        evaluations = driver.createOutputTopic(
                config.topics().evaluations(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
        assertThat(partitions.now()).isEmpty();
    }

    @Test
    void joinedPair_isPublished_underModelVersionAndWindow() {
        control.pipeInput(bytes("fashion"), Samples.control("v1"));
        send(predictions, Samples.classified("r1", "v1", 2, 0.75f));
        send(labels, Samples.label("r1", new Truth.ClassName("Coat")));
        driver.advanceWallClockTime(SECOND);

        List<TestRecord<byte[], byte[]>> published = evaluations.readRecordsToList();
        assertThat(published)
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .contains("fashion/v1/cumulative", "//cumulative")
                .filteredOn(key -> key.startsWith("fashion/v1/pane/provisional/"))
                .hasSize(2);
        take(published);
        assertThat(tally(V1).net(View.PROVISIONAL).confusion().state()).containsExactly(2, 2, 1);
        assertThat(tally(V1).classNames()).contains(Samples.CLASSES);
        assertThat(partitions.now()).containsExactly(0);

        driver.advanceWallClockTime(SECOND);
        assertThat(evaluations.isEmpty()).as("nothing changed since").isTrue();
    }

    @Test
    void hostileRecords_areCounted_andDoNotStopTheStream() {
        send(predictions, new WireMessage(bytes("r1"), bytes("{"), List.of(), Samples.T0));
        send(
                predictions,
                new WireMessage(null, Samples.classified("r2", "v1", 0, 0.75f).value(), List.of(), 0));
        send(predictions, new WireMessage(bytes("r1"), null, List.of(), Samples.T0));
        send(predictions, Samples.classified("r3", "v\n1", 0, 0.75f));
        send(predictions, Samples.classified("r3", "v".repeat(300), 0, 0.75f));
        send(labels, new WireMessage(null, bytes("{\"label\":1}"), List.of(), Samples.T0));
        send(labels, new WireMessage(bytes("r1"), bytes("{\"id\":\"r2\",\"label\":1}"), List.of(), Samples.T0));
        send(labels, new WireMessage(bytes("r1"), bytes("{\"label\":NaN}"), List.of(), Samples.T0));
        send(predictions, Samples.classified("r4", "v1", 0, 0.75f));
        read();

        long invalid = tally(VersionKey.NONE).count(Counter.INVALID) + tally(V1).count(Counter.INVALID);
        assertThat(invalid).isEqualTo(8);
        assertThat(tally(V1).count(Counter.PREDICTIONS)).isEqualTo(1);
    }

    @Test
    void labelTooLargeToStore_isCounted_andTheStreamGoesOn() {
        Map<String, Double> grades = new HashMap<>();
        for (int i = 0; i < 90_000; i++) {
            grades.put(String.format("%05d", i), 1.0);
        }
        send(labels, Samples.label("q1", new Truth.Relevance(grades)));
        send(predictions, Samples.classified("r1", "v1", 0, 0.75f));
        read();

        assertThat(tally(VersionKey.NONE).count(Counter.INVALID)).isEqualTo(1);
        assertThat(tally(V1).count(Counter.PREDICTIONS)).isEqualTo(1);
        assertThat(entries(StoreNames.ROWS)).isEqualTo(1);
    }

    @Test
    void namesThatComeWhileManyWait_reachThoseAlreadyLookedAt() {
        int waiting = 2_500;
        for (int i = 0; i < waiting; i++) {
            send(predictions, Samples.classified("r" + i, "v2", 2, 0.75f));
            send(labels, Samples.label("r" + i, new Truth.ClassName("Boot")));
        }
        for (int turn = 0; turn < 3; turn++) {
            read();
        }

        // The sweep that v1 begins looks at 2,000 rows in its first turn, then v2 comes.
        control.pipeInput(bytes("fashion"), Samples.control("v1"));
        read();
        control.pipeInput(bytes("fashion"), Samples.control("v1", "v2"));
        for (int turn = 0; turn < 4; turn++) {
            read();
        }

        VersionKey v2 = new VersionKey("fashion", "v2");
        assertThat(tally(v2).net(View.PROVISIONAL).confusion().state()).containsExactly(1, 2, waiting);
    }

    @Test
    void versionsBeyondTheLimit_areNotToldApart() {
        for (int i = 0; i < Cells.MAX_VERSIONS + 10; i++) {
            send(predictions, Samples.classified("r" + i, "v" + i, 0, 0.75f));
        }
        read();
        assertThat(tallies.merged()).hasSizeLessThanOrEqualTo(Cells.MAX_VERSIONS + 1);
        assertThat(tally(VersionKey.NONE).count(Counter.INVALID)).isGreaterThanOrEqualTo(10);
    }

    @Test
    void controlRecord_afterPredictionAndLabel_makesItCount() {
        send(predictions, Samples.classified("r1", "v1", 2, 0.75f));
        send(labels, Samples.label("r1", new Truth.ClassName("Boot")));
        read();
        assertThat(tally(V1).pending()).isEqualTo(1);

        control.pipeInput(bytes("fashion"), bytes("not a desired state"));
        control.pipeInput(bytes("fashion"), Samples.control("v1"));
        control.pipeInput(bytes("fashion"), Samples.control("v2"));
        read();
        assertThat(tally(V1).net(View.PROVISIONAL).confusion().state()).containsExactly(1, 2, 1);
    }

    @Test
    void idlePartition_expiresByTheWallClock() {
        send(predictions, Samples.classified("r1", "v1", 2, 0.75f));
        send(labels, Samples.label("r2", new Truth.ClassName("Boot")));
        driver.advanceWallClockTime(Duration.ofMinutes(59));
        read();
        assertThat(tally(V1).count(Counter.MATURED_PREDICTIONS)).isZero();

        driver.advanceWallClockTime(Duration.ofMinutes(2));
        read();
        assertThat(tally(V1).count(Counter.MATURED_PREDICTIONS)).isEqualTo(1);

        driver.advanceWallClockTime(Duration.ofHours(4));
        read();
        assertThat(tally(VersionKey.NONE).count(Counter.ORPHAN_LABEL)).isEqualTo(1);
        assertThat(tally(V1).count(Counter.EXPIRED_UNLABELLED)).isZero();

        driver.advanceWallClockTime(Duration.ofHours(5));
        read();
        assertThat(tally(V1).count(Counter.EXPIRED_UNLABELLED)).isEqualTo(1);
        assertThat(entries(StoreNames.ROWS)).isZero();
        assertThat(entries(StoreNames.DUE)).isZero();
        assertThat(entries(StoreNames.WAITING)).isZero();
    }

    @Test
    void recordFromTheFuture_expiresNothing() {
        send(predictions, Samples.classified("r1", "v1", 2, 0.75f));
        WireMessage future = Samples.label("r2", new Truth.ClassName("Boot"));
        send(labels, new WireMessage(future.key(), future.value(), future.headers(), Samples.T0 * 2));
        read();
        assertThat(tally(V1).count(Counter.EXPIRED_UNLABELLED)).isZero();
        assertThat(tally(V1).count(Counter.MATURED_PREDICTIONS)).isZero();
    }

    @Test
    void everyRowThatIsDone_isFollowedByItsIndexEntriesAlone() {
        control.pipeInput(bytes("fashion"), Samples.control("v1"));
        for (int i = 0; i < 50; i++) {
            send(predictions, Samples.classified("r" + i, "v1", i % 3, 0.75f));
            send(labels, Samples.label("r" + i, new Truth.ClassName("Boot"), 1));
            send(labels, Samples.label("r" + i, new Truth.ClassName("Bag"), 2));
        }
        assertThat(entries(StoreNames.ROWS)).isEqualTo(50);
        assertThat(entries(StoreNames.DUE)).as("all in the list of one second").isEqualTo(1);

        driver.advanceWallClockTime(Duration.ofHours(2));
        assertThat(entries(StoreNames.DUE)).isEqualTo(1);
        driver.advanceWallClockTime(Duration.ofHours(9));
        read();
        assertThat(entries(StoreNames.ROWS)).isZero();
        assertThat(entries(StoreNames.DUE)).isZero();
        assertThat(tally(V1).net(View.MATURED).confusion().samples()).isEqualTo(50);
    }

    private TestInputTopic<byte[], byte[]> input(String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(TestInputTopic<byte[], byte[]> topic, WireMessage message) {
        RecordHeaders headers = new RecordHeaders();
        for (WireHeader header : message.headers()) {
            headers.add(header.name(), header.value());
        }
        topic.pipeInput(new TestRecord<>(message.key(), message.value(), headers, message.timestampMillis()));
    }

    /** Lets the topology publish, and takes what it published. */
    private void read() {
        driver.advanceWallClockTime(SECOND);
        take(evaluations.readRecordsToList());
    }

    private void take(List<TestRecord<byte[], byte[]>> published) {
        for (TestRecord<byte[], byte[]> record : published) {
            if (record.value() == null) {
                tallies.remove(0, new String(record.key(), StandardCharsets.UTF_8));
            } else {
                tallies.put(Published.read(record.value()));
            }
        }
    }

    private Tally tally(VersionKey version) {
        Map<VersionKey, Tally> merged = tallies.merged();
        return merged.getOrDefault(version, new Tally());
    }

    private long entries(String store) {
        long count = 0;
        try (var all = driver.getKeyValueStore(store).all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
