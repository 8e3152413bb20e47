package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.testing.Bench;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a working instance tells: the metrics, read as a scraper reads them, and the traces it passes on. */
class TelemetryIT {
    private static final int REQUESTS = 6000;
    private static final int QUEUE = 500;
    /** {@code max.poll.records}: what one poll may add to a queue that is nearly full. */
    private static final int POLL = 500;

    /** The columns of one scrape. */
    private record Ledger(double consumed, double predicted, double deadLettered, double rewound, double queued) {
        static Ledger read(CollectorRegistry registry) {
            double[] sums = new double[5];
            for (MetricFamilySamples family : Collections.list(registry.metricFamilySamples())) {
                for (Sample sample : family.samples) {
                    switch (sample.name) {
                        case "inference_records_consumed_total" -> sums[0] += sample.value;
                        case "inference_records_total" ->
                            sums[sample.labelValues.contains("predicted") ? 1 : 2] += sample.value;
                        case "inference_records_rewound_total" -> sums[3] += sample.value;
                        case "inference_queue_records" -> sums[4] += sample.value;
                        default -> {}
                    }
                }
            }
            return new Ledger(sums[0], sums[1], sums[2], sums[3], sums[4]);
        }

        void balances() {
            assertThat(predicted + deadLettered + rewound + queued)
                    .as(toString())
                    .isEqualTo(consumed);
            assertThat(queued).as(toString()).isBetween(0.0, (double) QUEUE + POLL);
        }
    }

    @Test
    void everyScrapeUnderLoad_addsUp_andTheTopicsAgreeInTheEnd(@TempDir Path directory, @TempDir Path store)
            throws Exception {
        ExecutorService scrapers = Executors.newFixedThreadPool(3);
        try (EmbeddedBroker broker = Bench.startBroker(directory);
                Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService service = bench.startReady("slot", "commit.interval=5ms", "queue.max.records=" + QUEUE);
            CollectorRegistry registry = bench.registry(service);
            AtomicBoolean done = new AtomicBoolean();
            Callable<Integer> scraper = () -> {
                int scrapes = 0;
                while (!done.get() || scrapes <= 10) {
                    Ledger.read(registry).balances();
                    scrapes++;
                }
                return scrapes;
            };
            List<Future<Integer>> scraping = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                scraping.add(scrapers.submit(scraper));
            }
            Random random = new Random(17);
            int bad = 0;
            for (int i = 0; i < REQUESTS; i++) {
                if (random.nextInt(20) == 0) {
                    bench.send("bad" + i, "{");
                    bad++;
                } else {
                    bench.request("r" + i, i);
                }
            }
            bench.flush();
            bench.awaitCommitted(bench.topics().predictions(), REQUESTS - bad);
            bench.awaitCommitted(bench.topics().deadLetters(), bad);
            bench.stop(service);
            done.set(true);

            for (Future<Integer> each : scraping) {
                assertThat(each.get()).isGreaterThan(10);
            }
            Ledger last = Ledger.read(registry);
            last.balances();
            assertThat(last.predicted()).isEqualTo(REQUESTS - bad);
            assertThat(last.deadLettered()).isEqualTo(bad);
            assertThat(last.consumed() - last.rewound()).isEqualTo(REQUESTS);
            assertThat(last.queued()).isZero();
        } finally {
            scrapers.shutdownNow();
        }
    }

    @Test
    void traceHeaders_passThroughAsTheyCame_onPredictionsAndDeadLetters(@TempDir Path directory, @TempDir Path store)
            throws Exception {
        try (EmbeddedBroker broker = Bench.startBroker(directory);
                Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            bench.startReady("slot");
            WireHeader parent = WireHeader.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            WireHeader state = WireHeader.of("tracestate", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");

            bench.send("good", Bench.request("tiny", "good", 1), parent, state, WireHeader.of("other", "x"));
            bench.send("bad", "{", parent, state);

            WireRecord prediction =
                    bench.awaitCommitted(bench.topics().predictions(), 1).get(0);
            WireRecord letter =
                    bench.awaitCommitted(bench.topics().deadLetters(), 1).get(0);
            for (WireRecord record : List.of(prediction, letter)) {
                assertThat(record.header("traceparent"))
                        .contains("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
                assertThat(record.header("tracestate")).contains("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
            }
            assertThat(prediction.header("other")).isEmpty();
        }
    }
}
