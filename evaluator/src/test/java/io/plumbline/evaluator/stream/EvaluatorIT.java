package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.broker.TopicReader;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.compare.ComparisonConfig;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.drift.References;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.telemetry.EvaluatorRegistry;
import io.plumbline.evaluator.telemetry.MetricsPage;
import io.plumbline.metrics.drift.FalseAlarmBudget;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evaluator over a real broker. */
final class EvaluatorIT {
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
    void metrics_equalABatchComputation_overAMixedStream_andGoOnOverARestart() throws Exception {
        // given
        Topics topics = new Topics("mixed");
        broker.createTopics(PlumblineTopics.all(topics.prefix(), 3));
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics, 7)) {
            traffic.announce("v1", "v2");
            Map<String, Double> before;
            try (Running first = new Running(config(topics, "mixed", false))) {
                traffic.send(0, 150);
                traffic.send(topics.predictions(), poison("f1000"));
                traffic.send(topics.predictions(), twoValues("f1001"));
                awaitEqual(first, topics);
                before = counters(first.scrape());
            }

            // when
            traffic.send(150, 300);
            try (Running second = new Running(config(topics, "mixed", false))) {
                await().atMost(LIMIT).until(second.evaluator::ready, health -> health.ok());
                Map<String, Double> resumed = counters(second.scrape());
                awaitEqual(second, topics);

                // then
                Scrape end = second.scrape();
                assertThat(before).isNotEmpty();
                before.forEach((series, value) -> {
                    assertThat(resumed).as(series).containsKey(series);
                    assertThat(resumed.get(series)).as(series).isGreaterThanOrEqualTo(value);
                });
                assertThat(end.sum("evaluator_join_events_total", "event=\"invalid\"", "model=\"\""))
                        .as("broken labels and the broken prediction")
                        .isGreaterThan(10);
                assertThat(end.sum("evaluator_join_events_total", "event=\"invalid\"", "model_version=\"v9\""))
                        .isEqualTo(1);
                for (String event : List.of(
                        "duplicate_prediction",
                        "duplicate_label",
                        "corrected_label",
                        "retracted_label",
                        "stale_label")) {
                    assertThat(end.sum("evaluator_join_events_total", "event=\"" + event + "\""))
                            .as(event)
                            .isPositive();
                }
                assertThat(net(end, "evaluator_joined"))
                        .as("each joined pair is a sample, or a query without a relevant item")
                        .isEqualTo(end.sum("evaluator_metric_samples", "view=\"provisional\"", "window=\"cumulative\"")
                                + net(end, "evaluator_ranking_queries", "status=\"no_relevant\""));
            }
        }
    }

    @Test
    void labels_waitForTheControlRecord_thatNamesTheirClasses() throws Exception {
        // given
        Topics topics = new Topics("late-control");
        broker.createTopics(PlumblineTopics.all(topics.prefix(), 2));
        try (Traffic traffic = new Traffic(broker.bootstrapServers(), topics, 11);
                Running running = new Running(config(topics, "late-control", true))) {
            traffic.send(0, 40);
            await().atMost(LIMIT).until(() -> running.scrape().sum("evaluator_predictions_total") == 160);
            Oracle oracle = oracle(topics);
            assertThat(samples(running.scrape(), "v1")).isLessThan(oracle.samples.get("v1"));

            // when
            traffic.announce("v1", "v2");

            // then
            awaitEqual(running, topics);
        }
    }

    @Test
    void topicsOfUnequalPartitions_areRefused() {
        // given
        Topics topics = new Topics("unequal");
        broker.createTopics(
                List.of(new NewTopic(topics.predictions(), 3, (short) 1), new NewTopic(topics.labels(), 2, (short) 1)));

        // when, then
        assertThatThrownBy(() -> new Evaluator(config(topics, "unequal", true)).run())
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining("'unequal.labels' has 2 partitions, expected 3");
    }

    @Test
    void missingTopics_areWaitedFor_andSaidSo() throws Exception {
        Topics topics = new Topics("missing");
        try (Running running = new Running(config(topics, "missing", true))) {
            await().atMost(LIMIT)
                    .until(() -> running.evaluator.ready().reason().contains("topic 'missing.predictions' does not"));
            assertThat(running.evaluator.health().ok()).isTrue();
            broker.createTopics(List.of(
                    new NewTopic(topics.predictions(), 2, (short) 1), new NewTopic(topics.labels(), 2, (short) 1)));
            await().atMost(LIMIT).until(running.evaluator::ready, health -> health.ok());
        }
    }

    /** Three partitions of requests beside two of predictions: features are a topology of their own. */
    @Test
    void requestsOfOtherPartitions_areComparedWithTraining_andGoOnOverARestart() throws Exception {
        // given
        Topics topics = new Topics("drifting");
        broker.createTopics(List.of(
                new NewTopic(topics.requests(), 3, (short) 1),
                new NewTopic(topics.predictions(), 2, (short) 1),
                new NewTopic(topics.labels(), 2, (short) 1),
                new NewTopic(topics.control(), 1, (short) 1)));
        Path store = directory.resolve("checkpoints");
        References.write(store, References.rows("fashion", "v1"));
        DriftConfig drift = new DriftConfig(
                true, Optional.of(store), Duration.ofMinutes(10), new FalseAlarmBudget(1_000), 0.001, 50);
        EvaluatorConfig config = config(topics, "drifting", false, drift);
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                    topics.control(), "fashion".getBytes(StandardCharsets.UTF_8), References.control("fashion", "v1")));
            sendSizes(producer, topics, 3, 60);

            // when
            try (Running first = new Running(config)) {
                awaitSizes(first, 60);
            }
            sendSizes(producer, topics, 9, 30);

            // then
            try (Running second = new Running(config)) {
                awaitSizes(second, 90);
                assertThat(second.scrape().sum("evaluator_drift_statistic", "detector=\"psi\"", "feature=\"size\""))
                        .isGreaterThan(
                                second.scrape().sum("evaluator_drift_limit", "detector=\"psi\"", "feature=\"size\""));
            }
        }
    }

    private static void sendSizes(Producer<byte[], byte[]> producer, Topics topics, int size, int count) {
        byte[] value = ("{\"features\":{\"size\":" + size + ",\"colour\":\"red\"}}").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < count; i++) {
            producer.send(new ProducerRecord<>(topics.requests(), i % 3, null, value));
        }
        producer.flush();
    }

    private static void awaitSizes(Running running, long records) {
        await().atMost(LIMIT)
                .until(
                        () -> running.evaluator.drift().columns().stream()
                                .filter(column -> column.name().equals("size"))
                                .mapToLong(column -> column.comparison().records())
                                .sum(),
                        counted -> counted == records);
    }

    private static EvaluatorConfig config(Topics topics, String name, boolean inMemory) {
        return config(topics, name, inMemory, DriftConfig.off());
    }

    private static EvaluatorConfig config(Topics topics, String name, boolean inMemory, DriftConfig drift) {
        return new EvaluatorConfig(
                broker.bootstrapServers(),
                topics,
                "it-" + name,
                "it",
                directory.resolve("state-" + name),
                inMemory,
                Duration.ofMillis(100),
                new Horizons(Duration.ofDays(7), Duration.ofDays(1), Duration.ofHours(1)),
                Samples.WINDOWS,
                0,
                ComparisonConfig.USUAL,
                Map.of(),
                drift);
    }

    private static WireMessage poison(String id) {
        return new WireMessage(id.getBytes(StandardCharsets.UTF_8), new byte[] {'{', 0}, List.of(), Samples.T0);
    }

    private static WireMessage twoValues(String id) {
        return Samples.prediction(id, "fashion", "v9", List.of(), Tensor.floats("value", new long[] {1, 2}, 1, 2));
    }

    private static Oracle oracle(Topics topics) {
        TopicReader reader = new TopicReader(broker.bootstrapServers());
        return new Oracle(reader.readAll(topics.predictions()), reader.readAll(topics.labels()));
    }

    private static double samples(Scrape scrape, String version) {
        return scrape.sum(
                        "evaluator_samples_total",
                        "model=\"fashion\"",
                        "model_version=\"" + version + "\"",
                        "view=\"provisional\"")
                - scrape.sum(
                        "evaluator_samples_retracted_total",
                        "model=\"fashion\"",
                        "model_version=\"" + version + "\"",
                        "view=\"provisional\"");
    }

    private static void awaitEqual(Running running, Topics topics) {
        Oracle oracle = oracle(topics);
        await().atMost(LIMIT).untilAsserted(() -> assertEqual(running.scrape(), oracle));
    }

    private static void assertEqual(Scrape scrape, Oracle oracle) {
        for (String version : List.of("v1", "v2")) {
            long[][] confusion = oracle.confusion.get(version);
            long correct = 0;
            double f1 = 0;
            for (int c = 0; c < 3; c++) {
                long tp = confusion[c][c];
                long errors = 0;
                for (int other = 0; other < 3; other++) {
                    errors += other == c ? 0 : confusion[c][other] + confusion[other][c];
                    assertThat(net(
                                    scrape,
                                    "evaluator_confusion",
                                    "model_version=\"" + version + "\"",
                                    "actual=\"" + Samples.CLASSES.get(c) + "\"",
                                    "predicted=\"" + Samples.CLASSES.get(other) + "\""))
                            .isEqualTo((double) confusion[c][other]);
                }
                correct += tp;
                f1 += 2.0 * tp / (2 * tp + errors);
            }
            assertThat(samples(scrape, version)).isEqualTo((double) oracle.samples.get(version));
            assertThat(scrape.metric("fashion", version, "accuracy"))
                    .isEqualTo(correct / (double) oracle.samples.get(version));
            assertThat(scrape.metric("fashion", version, "f1_macro")).isCloseTo(f1 / 3, within(1e-12));
        }
        assertThat(scrape.sum(
                        "evaluator_metric_samples", "model=\"ames\"", "view=\"provisional\"", "window=\"cumulative\""))
                .isEqualTo((double) oracle.measured);
        assertThat(scrape.metric("ames", "v1", "mae")).isEqualTo(oracle.absoluteErrors.doubleValue() / oracle.measured);
        assertThat(scrape.metric("ames", "v1", "rmse"))
                .isEqualTo(Math.sqrt(oracle.squaredErrors.doubleValue() / oracle.measured));
        assertThat(net(scrape, "evaluator_ranking_queries", "status=\"scored\""))
                .isEqualTo((double) oracle.ranked);
        assertThat(scrape.metric("search", "v1", "ndcg@10")).isCloseTo(oracle.ndcg / oracle.ranked, within(1e-9));
        assertThat(scrape.metric("search", "v1", "mrr")).isCloseTo(oracle.reciprocalRank / oracle.ranked, within(1e-9));
    }

    private static double net(Scrape scrape, String name, String... labels) {
        return scrape.sum(name + "_total", labels) - scrape.sum(name + "_retracted_total", labels);
    }

    private static Map<String, Double> counters(Scrape scrape) {
        return scrape.matching(name -> name.startsWith("evaluator_") && name.contains("_total{"));
    }

    /** An evaluator on a thread of its own. */
    private static final class Running implements AutoCloseable {
        private final Evaluator evaluator;
        private final MetricsPage page;
        private final CompletableFuture<Void> run;

        Running(EvaluatorConfig config) {
            evaluator = new Evaluator(config);
            page = new MetricsPage(EvaluatorRegistry.of(
                    evaluator::committed,
                    evaluator::ownedPartitions,
                    Samples.WINDOWS,
                    Clock.systemUTC(),
                    evaluator.drift()));
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

        Scrape scrape() throws IOException {
            StringWriter out = new StringWriter();
            page.write(out, page.contentType(""));
            return new Scrape(out.toString());
        }

        @Override
        public void close() throws ExecutionException, InterruptedException, java.util.concurrent.TimeoutException {
            evaluator.close();
            run.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
