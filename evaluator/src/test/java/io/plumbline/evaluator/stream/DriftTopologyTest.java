package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.DesiredStateCodec;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.FeatureValue;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.compare.ComparisonConfig;
import io.plumbline.evaluator.drift.ColumnDrift;
import io.plumbline.evaluator.drift.CommittedDrift;
import io.plumbline.evaluator.drift.Detector;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.drift.DriftReadings;
import io.plumbline.evaluator.drift.DriftRecord;
import io.plumbline.evaluator.drift.ErrorDrift;
import io.plumbline.evaluator.drift.Part;
import io.plumbline.evaluator.drift.Profiles;
import io.plumbline.evaluator.drift.References;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.telemetry.DriftMetrics;
import io.plumbline.metrics.drift.FalseAlarmBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests, predictions and labels in, drift out, on a clock of the test's own. */
final class DriftTopologyTest {
    private static final VersionKey V1 = new VersionKey("fashion", "v1");
    private static final Topics TOPICS = Topics.standard();
    private static final RequestCodec REQUESTS = new RequestCodec();
    private static final Duration MATURITY = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    private final CommittedDrift committed = new CommittedDrift();
    private final Random random = new Random(51);
    private DriftConfig config;
    private TopologyTestDriver driver;
    private TestOutputTopic<byte[], byte[]> evaluations;
    private int ids;

    @BeforeEach
    void start() throws IOException {
        Path store = directory.resolve("checkpoints");
        References.write(store, References.rows("fashion", "v1"));
        References.write(store, References.rows("fashion", "v2"));
        config = new DriftConfig(true, Optional.of(store), Duration.ofHours(1), new FalseAlarmBudget(1_000), 0.001, 50);
        TopologyConfig topology = new TopologyConfig(
                TOPICS,
                new Horizons(Duration.ofHours(10), Duration.ofHours(5), MATURITY),
                Samples.WINDOWS,
                true,
                Duration.ofSeconds(1),
                ComparisonConfig.USUAL,
                config);
        Properties properties = new Properties();
        properties.put("application.id", "drift-topology-test");
        properties.put("state.dir", directory.resolve("state").toString());
        driver = new TopologyTestDriver(
                EvaluatorTopology.build(topology, new OwnedPartitions()), properties, Instant.ofEpochMilli(Samples.T0));
        evaluations = driver.createOutputTopic(
                TOPICS.evaluations(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        VersionInfo info = new VersionInfo(References.CHECKPOINT, new Task.Classification(Samples.CLASSES));
        control(new DesiredState(
                1,
                "v1",
                Optional.empty(),
                0,
                List.of("v2"),
                Map.of("v1", info, "v2", info),
                Instant.EPOCH,
                "test",
                ""));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void requestsLikeTraining_areNoDrift_andShiftedOnes_are_forEveryVersionThatPlaysARole() {
        for (int i = 0; i < 500; i++) {
            request(random.nextDouble() * 10, random.nextInt(10) < 3 ? "blue" : "red", random.nextInt(10) == 0);
        }
        read(Duration.ofSeconds(1));
        List<ColumnDrift> columns = columns(Part.FEATURES);
        assertThat(columns).hasSize(4).allSatisfy(column -> {
            assertThat(column.comparison().records()).isEqualTo(500);
            assertThat(column.comparison().psi()).isBetween(0.0, column.psiLimit());
        });
        assertThat(columns)
                .extracting(column -> column.version().version() + " " + column.name())
                .containsExactly("v1 colour", "v1 size", "v2 colour", "v2 size");

        for (int i = 0; i < 200; i++) {
            request(8 + random.nextDouble(), "green", false);
        }
        read(Duration.ofSeconds(30));
        assertThat(columns(Part.FEATURES))
                .hasSize(4)
                .allSatisfy(column -> assertThat(column.comparison().psi()).isGreaterThan(column.psiLimit()));
        ColumnDrift size = columns(Part.FEATURES).get(1);
        assertThat(size.comparison().ks()).isGreaterThan(size.ksLimit());
        assertThat(columns(Part.FEATURES).get(0).comparison().unseen()).isEqualTo(200);
        assertThat(metrics())
                .contains(
                        "evaluator_drift_statistic fashion v1 psi colour", "evaluator_drift_limit fashion v2 ks size");

        read(Duration.ofMinutes(70));
        assertThat(columns(Part.FEATURES)).as("out of the window").isEmpty();
    }

    @Test
    void scores_areCountedOnceAPrediction_underTheVersionThatSaidIt() {
        for (int i = 0; i < 100; i++) {
            WireMessage prediction = Samples.classified("r" + i, i % 4 == 0 ? "v2" : "v1", 2, 0.75f);
            send(TOPICS.predictions(), prediction);
            send(TOPICS.predictions(), prediction);
        }
        send(TOPICS.predictions(), Samples.classified("x", "v9", 2, 0.75f));
        read(Duration.ofSeconds(1));
        List<ColumnDrift> scores = columns(Part.SCORES);
        assertThat(scores)
                .extracting(column -> column.version().version() + " " + column.name())
                .containsExactly("v1 label", "v1 probability", "v2 label", "v2 probability");
        assertThat(scores).extracting(column -> column.comparison().records()).containsExactly(75L, 75L, 25L, 25L);
        assertThat(scores.get(0).comparison().psi()).isGreaterThan(scores.get(0).psiLimit());
        assertThat(metrics()).contains("evaluator_drift_statistic fashion v1 psi score/label");
    }

    @Test
    void hostileRequests_areCountedNowhere_andDoNotStopTheStream() {
        send(TOPICS.requests(), new WireMessage(null, null, List.of(), Samples.T0));
        send(TOPICS.requests(), new WireMessage(bytes("k"), bytes("{"), List.of(), Samples.T0));
        send(
                TOPICS.requests(),
                new WireMessage(bytes("k"), bytes("{\"features\":{\"size\":1e999}}"), List.of(), Samples.T0));
        send(
                TOPICS.requests(),
                new WireMessage(
                        bytes("k"), bytes("{\"model_name\":\"other\",\"features\":{}}"), List.of(), Samples.T0));
        request(1, "red", false);
        read(Duration.ofSeconds(1));
        assertThat(columns(Part.FEATURES))
                .hasSize(4)
                .allSatisfy(column -> assertThat(column.comparison().records()).isEqualTo(1));
    }

    @Test
    void errorsThatRise_areDetected_whenTheyMature_eachOnce() {
        for (int i = 0; i < 600; i++) {
            judged(i % 10 == 0);
        }
        read(Duration.ofSeconds(1));
        assertThat(errors()).as("nothing has matured").isEmpty();
        read(MATURITY.plusSeconds(1));
        assertThat(errors()).hasValueSatisfying(drift -> {
            assertThat(drift.samples()).isEqualTo(600);
            assertThat(drift.readings().get(Detector.ADWIN).alarms()).isZero();
            assertThat(drift.readings().get(Detector.PAGE_HINKLEY).alarms()).isZero();
        });
        // A correction after maturity: the detectors have seen the error.
        send(TOPICS.labels(), Samples.label("r1", new Truth.ClassName("Bag"), 5));
        for (int i = 0; i < 300; i++) {
            judged(i % 10 < 6);
        }
        read(MATURITY.plusSeconds(1));
        assertThat(errors()).hasValueSatisfying(drift -> {
            assertThat(drift.samples()).isEqualTo(900);
            assertThat(drift.readings().get(Detector.ADWIN).alarms()).isPositive();
            assertThat(drift.readings().get(Detector.PAGE_HINKLEY).alarms()).isPositive();
        });
        assertThat(metrics())
                .contains(
                        "evaluator_drift_detected_total fashion v1 adwin 0",
                        "evaluator_drift_detected_total fashion v1 page_hinkley 0",
                        "evaluator_drift_statistic fashion v1 adwin error",
                        "evaluator_drift_limit fashion v1 page_hinkley error");
    }

    /** A prediction and its label of now. */
    private void judged(boolean wrong) {
        String id = "r" + ids++;
        send(TOPICS.predictions(), Samples.classified(id, "v1", 2, 0.75f));
        send(TOPICS.labels(), Samples.label(id, new Truth.ClassName(wrong ? "Boot" : "Coat")));
    }

    private void request(double size, String colour, boolean missing) {
        Map<String, FeatureValue> features = Map.of(
                "size",
                missing ? new FeatureValue.Missing() : new FeatureValue.Numeric(size),
                "colour",
                new FeatureValue.Text(colour));
        WireMessage message =
                REQUESTS.encode(new Request("q" + ids++, Optional.empty(), new Payload.Row(features), WireFormat.JSON));
        send(TOPICS.requests(), new WireMessage(message.key(), message.value(), message.headers(), Samples.T0));
    }

    private void send(String topic, WireMessage message) {
        RecordHeaders headers = new RecordHeaders();
        for (WireHeader header : message.headers()) {
            headers.add(header.name(), header.value());
        }
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(message.key(), message.value(), headers, message.timestampMillis()));
    }

    private void control(DesiredState state) {
        driver.createInputTopic(TOPICS.control(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(bytes("fashion"), new DesiredStateCodec().encode(state));
    }

    private void read(Duration later) {
        driver.advanceWallClockTime(later);
        for (TestRecord<byte[], byte[]> record : evaluations.readRecordsToList()) {
            if (record.value() == null) {
                committed.remove(new String(record.key(), StandardCharsets.UTF_8));
            } else {
                DriftRecord.read(Json.read(record.value())).ifPresent(committed::put);
            }
        }
    }

    private DriftReadings readings() {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(Samples.T0), ZoneOffset.UTC);
        return new DriftReadings(() -> Optional.of(committed), new Profiles(config, clock), config, clock);
    }

    private List<ColumnDrift> columns(Part part) {
        return readings().columns().stream()
                .filter(column -> column.part() == part)
                .toList();
    }

    private Optional<ErrorDrift> errors() {
        return readings().errors().stream()
                .filter(drift -> drift.version().equals(V1))
                .findFirst();
    }

    private List<String> metrics() {
        return new DriftMetrics(readings(), () -> Set.of(0))
                .collect().stream()
                        .flatMap(family -> family.samples.stream())
                        .map(sample -> sample.name + " " + String.join(" ", sample.labelValues))
                        .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
