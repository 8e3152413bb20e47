package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.estimate.EstimateConfig;
import io.plumbline.evaluator.estimate.EstimateRefresher;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Maturity;
import io.plumbline.evaluator.tally.Published;
import io.plumbline.evaluator.tally.View;
import io.plumbline.evaluator.tally.Window;
import io.plumbline.evaluator.tally.Windows;
import io.plumbline.evaluator.telemetry.EvaluatorRegistry;
import io.plumbline.evaluator.telemetry.MetricsPage;
import io.plumbline.metrics.classification.ConfusionCounts;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
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

/** Twenty-four days through the topology, of which class 1 is known three days late on average and class 0 after two hours. */
final class DelayedLabelsTest {
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;
    private static final long START = 20_000 * DAY;
    private static final long END = START + 24 * DAY;
    private static final Duration HORIZON = Duration.ofDays(12);
    private static final Windows WINDOWS = new Windows(
            List.of(new Window("4h", Duration.ofHours(4)), new Window("6d", Duration.ofDays(6))),
            new Maturity(Duration.ofDays(10), Map.of()));
    private static final int PREDICTIONS = 4_000;
    private static final String[] VERSION = {"model=\"payments\"", "model_version=\"v1\""};

    private record Timed(boolean label, WireMessage message) {}

    @TempDir
    private Path directory;

    private final CommittedTallies tallies = new CommittedTallies();
    private final ConfusionCounts all = new ConfusionCounts();
    private final ConfusionCounts lastSixDays = new ConfusionCounts();
    private long labelled;
    private double expectedFrauds;
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> predictions;
    private TestInputTopic<byte[], byte[]> labels;
    private TestOutputTopic<byte[], byte[]> evaluations;

    @BeforeEach
    void start() {
        TopologyConfig config = new TopologyConfig(
                Topics.standard(),
                new Horizons(HORIZON, Duration.ofDays(1), WINDOWS.maturity()),
                WINDOWS,
                true,
                Duration.ofSeconds(1));
        Properties properties = new Properties();
        properties.put("application.id", "delayed-labels-test");
        properties.put("state.dir", directory.toString());
        driver = new TopologyTestDriver(
                EvaluatorTopology.build(config, new OwnedPartitions()), properties, Instant.ofEpochMilli(START));
        predictions = driver.createInputTopic(
                config.topics().predictions(), new ByteArraySerializer(), new ByteArraySerializer());
        labels =
                driver.createInputTopic(config.topics().labels(), new ByteArraySerializer(), new ByteArraySerializer());
        evaluations = driver.createOutputTopic(
                config.topics().evaluations(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void everyView_isOnThePage_andOnlyTheProvisionalIsWrong() throws Exception {
        run(traffic());
        Scrape page = scrape();

        double truth = lastSixDays.of(1).precision();
        double tp = page.sum("evaluator_outcomes_total", "class=\"1\"", "outcome=\"tp\"");
        assertThat(tp)
                .as("labelled frauds that were announced, since the first")
                .isGreaterThan(300);
        double provisional = provisionalPrecision();
        double corrected = classMetric(page, "evaluator_class_metric", "6d", "corrected");
        double error = classMetric(page, "evaluator_class_metric_standard_error", "6d", "corrected");
        assertThat(provisional).isLessThan(truth - 0.06);
        assertThat(error).isBetween(0.005, 0.05);
        assertThat(corrected).isCloseTo(truth, within(3.5 * error));

        double expected = classMetric(page, "evaluator_class_metric", "6d", "expected");
        double expectedError = classMetric(page, "evaluator_class_metric_standard_error", "6d", "expected");
        assertThat(expected).isCloseTo(truth, within(3.5 * expectedError));

        assertThat(metric(page, "evaluator_metric", "accuracy", "cumulative", "corrected"))
                .isCloseTo(all.accuracy(), within(0.02));
        double low = metric(page, "evaluator_metric_lower", "accuracy", "cumulative", "provisional");
        double high = metric(page, "evaluator_metric_upper", "accuracy", "cumulative", "provisional");
        assertThat(all.accuracy()).isBetween(low, high);
        assertThat(high - low).isCloseTo((PREDICTIONS - labelled) / (double) PREDICTIONS, within(1e-9));
        assertThat(page.matching(name -> name.startsWith("evaluator_metric{") && name.contains("4h\",view=\"expected")))
                .as("four hours are less than a cohort")
                .isEmpty();

        assertThat(Math.abs(page.sum("evaluator_expected_gap", VERSION)))
                .isLessThan(4 * page.sum("evaluator_expected_gap_standard_error", VERSION));
        assertThat(page.sum("evaluator_expected_gap_samples", VERSION)).isGreaterThan(50);
        countersHoldEveryDelayAndWhatThePredictionsExpect(page);
    }

    private void countersHoldEveryDelayAndWhatThePredictionsExpect(Scrape page) {
        assertThat(page.sum("evaluator_label_delay_seconds_count", VERSION)).isEqualTo(labelled);
        assertThat(page.sum("evaluator_label_delay_seconds_bucket", "le=\"+Inf\""))
                .isEqualTo(labelled);
        assertThat(page.sum("evaluator_label_delay_seconds_bucket", "le=\"21600.0\""))
                .isBetween(0.4 * labelled, 0.7 * labelled);
        assertThat(page.sum("evaluator_label_delay_seconds_sum", VERSION) / labelled)
                .isBetween(0.5 * 86_400, 2.0 * 86_400);
        assertThat(page.sum("evaluator_expected_outcomes_total", "class=\"1\"", "outcome=\"tp\"")
                        + page.sum("evaluator_expected_outcomes_total", "class=\"1\"", "outcome=\"fn\""))
                .isCloseTo(expectedFrauds, within(1e-3));
        assertThat(page.sum("evaluator_expected_outcomes_total", "outcome=\"tp\"")
                        + page.sum("evaluator_expected_outcomes_total", "outcome=\"fp\""))
                .isCloseTo(PREDICTIONS, within(1e-6));
    }

    private double provisionalPrecision() {
        ConfusionCounts labelledNow = new ConfusionCounts();
        tallies.merged(WINDOWS, WINDOWS.windows().get(1), View.PROVISIONAL, END)
                .values()
                .forEach(pane -> labelledNow.merge(pane.net().confusion()));
        return labelledNow.of(1).precision();
    }

    private List<Timed> traffic() {
        SplittableRandom random = new SplittableRandom(7);
        List<Timed> traffic = new ArrayList<>();
        for (int i = 0; i < PREDICTIONS; i++) {
            String id = "p" + i;
            long time = START + (long) (random.nextDouble() * (END - START));
            float p = (float) random.nextDouble();
            int actual = random.nextDouble() < p ? 1 : 0;
            long delay = (long) (-Math.log(1 - random.nextDouble()) * (actual == 1 ? 3 * DAY : 2 * HOUR));
            expectedFrauds += p;
            all.add(actual, p > 1 - p ? 1 : 0);
            if (time >= END - 6 * DAY) {
                lastSixDays.add(actual, p > 1 - p ? 1 : 0);
            }
            traffic.add(new Timed(
                    false,
                    at(
                            time,
                            Samples.prediction(
                                    id,
                                    "payments",
                                    "v1",
                                    List.of(),
                                    Tensor.floats("probabilities", new long[] {1, 2}, 1 - p, p)))));
            if (delay < HORIZON.toMillis() - DAY && time + delay <= END) {
                labelled++;
                traffic.add(new Timed(true, at(time + delay, Samples.label(id, new Truth.Value(actual)))));
            }
        }
        traffic.sort(Comparator.comparingLong(timed -> timed.message().timestampMillis()));
        return traffic;
    }

    private void run(List<Timed> traffic) {
        int next = 0;
        for (long now = START + 12 * HOUR; now <= END; now += 12 * HOUR) {
            // The clock goes first: no record is of the future.
            driver.advanceWallClockTime(Duration.ofHours(12));
            take();
            while (next < traffic.size() && traffic.get(next).message().timestampMillis() <= now) {
                Timed timed = traffic.get(next++);
                send(timed.label() ? labels : predictions, timed.message());
            }
        }
        driver.advanceWallClockTime(Duration.ofSeconds(20));
        take();
    }

    private Scrape scrape() throws Exception {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(END), ZoneOffset.UTC);
        try (EstimateRefresher estimates = new EstimateRefresher(
                () -> Optional.of(tallies), new EstimateConfig(WINDOWS, Duration.ofDays(1), Map.of()), clock)) {
            estimates.refresh();
            MetricsPage page = new MetricsPage(EvaluatorRegistry.of(
                    () -> Optional.of(tallies), () -> Set.of(0), WINDOWS, clock, Samples.NO_DRIFT, estimates::report));
            StringWriter out = new StringWriter();
            page.write(out, page.contentType(""));
            return new Scrape(out.toString());
        }
    }

    private void take() {
        for (TestRecord<byte[], byte[]> record : evaluations.readRecordsToList()) {
            if (record.value() == null) {
                tallies.remove(0, new String(record.key(), StandardCharsets.UTF_8));
            } else {
                tallies.put(Published.read(record.value()));
            }
        }
    }

    private static double classMetric(Scrape page, String name, String window, String view) {
        return page.sum(
                name, "class=\"1\"", "metric=\"precision\"", "window=\"" + window + "\"", "view=\"" + view + "\"");
    }

    private static double metric(Scrape page, String name, String metric, String window, String view) {
        return page.sum(name, "metric=\"" + metric + "\"", "window=\"" + window + "\"", "view=\"" + view + "\"");
    }

    private static WireMessage at(long time, WireMessage message) {
        return new WireMessage(message.key(), message.value(), message.headers(), time);
    }

    private static void send(TestInputTopic<byte[], byte[]> topic, WireMessage message) {
        RecordHeaders headers = new RecordHeaders();
        for (WireHeader header : message.headers()) {
            headers.add(header.name(), header.value());
        }
        topic.pipeInput(new TestRecord<>(message.key(), message.value(), headers, message.timestampMillis()));
    }
}
