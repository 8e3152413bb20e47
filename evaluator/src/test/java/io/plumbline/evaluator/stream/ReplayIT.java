package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.broker.TopicReader;
import io.plumbline.contracts.event.Topics;
import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.cli.EvaluatorCommand;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.replay.Bound;
import io.plumbline.evaluator.replay.Difference;
import io.plumbline.evaluator.replay.Replay;
import io.plumbline.evaluator.replay.ReplayException;
import io.plumbline.evaluator.replay.ReplayResult;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.VersionKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A replay against an evaluator's cells on a real broker. */
final class ReplayIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerConfig.onFreePort(directory.resolve("broker")));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void cells_equalTheReplay_whileMoreComes_afterARestart_andWhereTheyAreTamperedWithItSaysWhich() throws Exception {
        // given
        Topics topics = new Topics("replayed");
        broker.createTopics(PlumblineTopics.all(topics.prefix(), 2));
        EvaluatorConfig config = config(topics);
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics, 23)) {
            traffic.announce("v1", "v2");
            traffic.send(0, 100);
            try (Running first = new Running(config)) {
                await().atMost(LIMIT).until(() -> first.predictions() > 0);
                traffic.send(100, 150);

                // when, then: at any moment, for the cells say how far they go
                assertEqual(replay(config));
                await().atMost(LIMIT).until(() -> first.predictions() >= 600);
            }
            traffic.send(150, 200);
            try (Running second = new Running(config)) {
                await().atMost(LIMIT).until(() -> second.predictions() >= 800);
            }
            ReplayResult all = replay(config);
            assertEqual(all);
            assertThat(all.notCompared()).isEmpty();
            assertThat(all.predictions()).isGreaterThanOrEqualTo(800);

            // when: a number of one statistic is changed
            tamper(topics, "fashion/v1/cumulative", "\"matured\":.*\"net\":\\{\"confusion\":\\[(\\d+),");
            Difference ofStatistic = replay(config).difference().orElseThrow();

            // then
            assertThat(ofStatistic.partition()).isZero();
            assertThat(ofStatistic.version()).isEqualTo(new VersionKey("fashion", "v1"));
            assertThat(ofStatistic.window()).isEqualTo("cumulative");
            assertThat(ofStatistic.statistic()).startsWith("matured confusion[");

            // when: a counter of a version that comes before it
            tamper(topics, "ames/v1/cumulative", "\"counters\":\\{\"predictions\":(\\d+),");
            Difference ofCounter = replay(config).difference().orElseThrow();

            // then
            assertThat(ofCounter.version()).isEqualTo(new VersionKey("ames", "v1"));
            assertThat(ofCounter.statistic()).isEqualTo("predictions");
            assertThat(Long.parseLong(ofCounter.live())).isEqualTo(Long.parseLong(ofCounter.replayed()) + 1);
            assertThat(command(topics)).containsExactly("1", "partition 0", "ames/v1");
        }
    }

    @Test
    void deletedRecords_areSaid_andCumulativeCellsAreNotCompared() throws Exception {
        // given
        Topics topics = new Topics("deleted");
        broker.createTopics(PlumblineTopics.all(topics.prefix(), 2));
        EvaluatorConfig config = config(topics);
        assertThatThrownBy(() -> replay(config))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("holds no cells");
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics, 29);
                Running running = new Running(config)) {
            traffic.announce("v1", "v2");
            traffic.send(0, 40);
            await().atMost(LIMIT).until(() -> running.predictions() >= 160);
        }

        // when
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topics.predictions(), 0), RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get();
        }
        ReplayResult result = replay(config);

        // then
        assertEqual(result);
        assertThat(result.notCompared())
                .singleElement()
                .asString()
                .startsWith("partition 0: cumulative cells")
                .contains("records were deleted, predictions begin at offset 5");
    }

    private static void assertEqual(ReplayResult result) {
        assertThat(result.difference()).isEmpty();
        assertThat(result.cells()).isGreaterThan(10);
    }

    private static ReplayResult replay(EvaluatorConfig config) throws InterruptedException {
        return new Replay(config, new Bound.Whole(), new Bound.Whole(), List.of(), what -> {}).run();
    }

    /** Writes partition 0's newest record of that key again, with the number that the pattern captures raised by one. */
    private static void tamper(Topics topics, String key, String pattern) throws Exception {
        ConsumerRecord<byte[], byte[]> newest = new TopicReader(broker.bootstrapServers())
                .readAll(topics.evaluations()).stream()
                        .filter(record ->
                                record.partition() == 0 && new String(record.key(), StandardCharsets.UTF_8).equals(key))
                        .reduce((earlier, later) -> later)
                        .orElseThrow();
        String text = new String(newest.value(), StandardCharsets.UTF_8);
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        String changed = text.substring(0, matcher.start(1))
                + (Long.parseLong(matcher.group(1)) + 1)
                + text.substring(matcher.end(1));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topics.evaluations(), 0, newest.key(), changed.getBytes(StandardCharsets.UTF_8)))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** The command's exit code, and which partition and version it says to differ first. */
    private static List<String> command(Topics topics) {
        StringWriter out = new StringWriter();
        CommandLine commands = EvaluatorCommand.commandLine(Map.of());
        PrintWriter writer = new PrintWriter(out, true);
        commands.setOut(writer).setErr(writer);
        int exit = commands.execute(
                "evaluate",
                "replay",
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--set",
                "topics.prefix=" + topics.prefix(),
                "--set",
                "application.id=it-" + topics.prefix(),
                "--set",
                "maturity.horizon=1s",
                "--partition",
                "0");
        Matcher first = Pattern.compile("first difference: (partition \\d+), version ([^,]+),")
                .matcher(out.toString());
        assertThat(first.find()).as(out.toString()).isTrue();
        return List.of(Integer.toString(exit), first.group(1), first.group(2));
    }

    /** Predictions mature while the test runs. */
    private static EvaluatorConfig config(Topics topics) {
        return new EvaluatorConfig(
                broker.bootstrapServers(),
                topics,
                "it-" + topics.prefix(),
                "",
                directory.resolve("state-" + topics.prefix()),
                true,
                Duration.ofMillis(100),
                new Horizons(Duration.ofDays(7), Duration.ofDays(1), Duration.ofSeconds(1)),
                Samples.WINDOWS,
                0,
                Map.of());
    }

    private static final class Running implements AutoCloseable {
        private final Evaluator evaluator;
        private final CompletableFuture<Void> run;

        Running(EvaluatorConfig config) {
            evaluator = new Evaluator(config);
            run = CompletableFuture.runAsync(
                    () -> {
                        try {
                            evaluator.run();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task, "evaluator").start());
        }

        /** Predictions that the cells hold, duplicates not counted. */
        long predictions() {
            return evaluator
                    .committed()
                    .map(tallies -> tallies.merged().values().stream()
                            .mapToLong(tally -> tally.count(Counter.PREDICTIONS))
                            .sum())
                    .orElse(0L);
        }

        @Override
        public void close() throws Exception {
            evaluator.close();
            run.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
