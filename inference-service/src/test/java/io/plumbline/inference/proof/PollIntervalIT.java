package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the model does, the group sees a member that polls. */
class PollIntervalIT {
    private static final double POLL_INTERVAL_SECONDS = 2;
    private static final String POLL_INTERVAL = "kafka.max.poll.interval.ms=2000";
    /** So that only the poll interval can have a member thrown out, and not a heartbeat on a busy machine. */
    private static final String SESSION = "kafka.session.timeout.ms=10000";

    /** A feature of {@link SlowModel} for a call of several seconds. */
    private static final int VERY_SLOW = 5000;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path data) {
        broker = EmbeddedBroker.start(GroupProtocol.broker(data).with("group.consumer.session.timeout.ms", "10000"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void oneCallTakesLongerThanThePollInterval_noRebalance(@TempDir Path store) throws Exception {
        try (Bench bench = bench(store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            InferenceService service = bench.startReady(
                    "slot", GroupProtocol.CONSUMER.settings(POLL_INTERVAL, "batch.max.size=1", "breaker.slow.call=1h"));
            double before = Scrape.of(service.httpPort()).rebalances();
            check.ask("slow", Bench.request("tiny", "slow", VERY_SLOW));
            check.ask(100);

            check.awaitAnswered();

            check.verify(Guarantee.EXACTLY_ONCE);
            Scrape page = Scrape.balanced(service.httpPort());
            assertThat(page.sum("inference_stage_seconds_sum", "stage=\"infer\""))
                    .as("seconds in the model")
                    .isGreaterThan(POLL_INTERVAL_SECONDS);
            assertThat(page.rebalances()).isEqualTo(before);
            assertThat(page.sum("inference_records_rewound_total")).isZero();
        }
    }

    @Test
    void openBreaker_keepsPolling_pausesWhatIsAssignedMeanwhile_andAnswersAllAfterwards(@TempDir Path store)
            throws Exception {
        try (Bench bench = new Bench(broker, store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            TinyCheckpoint.regression(TinyGraph.logarithm().bytes(), 1)
                    .named("tiny", "v1")
                    .write(store);
            bench.checkpoint(2);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService open = bench.startReady(
                    "open",
                    GroupProtocol.CLASSIC.settings(
                            POLL_INTERVAL,
                            SESSION,
                            "batch.max.size=1",
                            "breaker.failure.rate=0.01",
                            "breaker.minimum.calls=1",
                            // Until another version comes.
                            "breaker.open.for=1h"));
            // Its logarithm is not a number: the record is refused, and the model doubted.
            check.ask("negative", Bench.request("tiny", "negative", -1));
            awaitUntil(
                    "its breaker opens", () -> open.ready().reason().contains("the circuit breaker of model 'tiny'"));
            InferenceService passing = bench.startReady("passing", GroupProtocol.CLASSIC.settings(SESSION));
            check.ask(100);
            awaitUntil("the other answers its share", () -> check.answered() > 1);
            double consumed = Scrape.of(open.httpPort()).sum("inference_records_consumed_total");

            bench.stop(passing);

            awaitUntil("it has all partitions, every one paused", () -> {
                Scrape page = Scrape.of(open.httpPort());
                return page.sum("inference_partitions_assigned") == Bench.PARTITIONS
                        && page.sum("inference_partitions_paused") == Bench.PARTITIONS;
            });
            Awaitility.await("longer than a member may be silent")
                    .pollDelay(Duration.ofMillis((long) (1500 * POLL_INTERVAL_SECONDS)))
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> true);
            Scrape paused = Scrape.of(open.httpPort());
            assertThat(paused.sum("inference_breaker_state")).as("still open").isEqualTo(2);
            assertThat(paused.sum("inference_partitions_paused")).isEqualTo(Bench.PARTITIONS);
            assertThat(paused.sum("inference_records_consumed_total")).isEqualTo(consumed);
            assertThat(bench.model("swap", "tiny", "v2").exitCode()).isZero();
            check.awaitAnswered();
            assertThat(check.verify(Guarantee.EXACTLY_ONCE).deadLetters()).isPositive();
            Scrape page = Scrape.balanced(open.httpPort());
            assertThat(page.sum("inference_rebalances_total", "kind=\"lost\""))
                    .as("times it was thrown out of the group")
                    .isZero();
            assertThat(page.sum("inference_partitions_paused")).isZero();
        }
    }

    private static Bench bench(Path store) throws Exception {
        Bench bench = new Bench(broker, store);
        SlowModel.write(store);
        bench.model("swap", "tiny", "v1", "--no-wait");
        return bench;
    }

    private static void awaitUntil(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }
}
