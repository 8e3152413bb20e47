package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.Ports;
import io.plumbline.inference.DecoratedInstance;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.stream.ClientDecorator;
import io.plumbline.inference.testing.Bench;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away, under load or not, and comes back with its data. */
class BrokerFaultIT {
    private BrokerConfig fixed;
    private EmbeddedBroker broker;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        fixed = GroupProtocol.broker(data, Ports.free());
        broker = EmbeddedBroker.start(fixed);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void stoppedUnderLoad_andStartedAgain_everyRequestIsAnsweredOnce(@TempDir Path store) throws Exception {
        CountDownLatch committing = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        // The broker stops before a commit, and not, on a machine that is quick or busy, after the last one.
        PointReached inMidStream = new PointReached(Point.BEFORE_COMMIT, 5, () -> {
            committing.countDown();
            await(stopped);
        });
        try (Bench bench = bench(store);
                InferenceService service = serve(bench, inMidStream);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            Bench.awaitReady(service);
            int asked = 0;
            do {
                // A thousand may be answered in fewer commits than five: more are asked until that many have come.
                check.ask(1000);
                asked += 1000;
                assertThat(asked).as("commits are made").isLessThan(1_000_000);
            } while (!committing.await(100, TimeUnit.MILLISECONDS));

            broker.close();
            stopped.countDown();
            awaitNotReady(service);
            broker = EmbeddedBroker.start(fixed);

            check.ask(1000);
            check.awaitAnswered();
            assertThat(check.verify(Guarantee.EXACTLY_ONCE).predictions()).isEqualTo(asked + 1000);
            Scrape.balanced(service.httpPort());
            Bench.awaitReady(service);
        } finally {
            stopped.countDown();
        }
    }

    @Test
    void stoppedWhileNobodyAsks_isNotReady_untilItIsBack(@TempDir Path store) throws Exception {
        try (Bench bench = bench(store);
                InferenceService service = serve(bench, ClientDecorator.NONE);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            Bench.awaitReady(service);

            broker.close();
            awaitNotReady(service);
            assertThat(service.health().ok()).as("a restart would not help").isTrue();
            broker = EmbeddedBroker.start(fixed);

            Bench.awaitReady(service);
            check.ask(10);
            check.awaitAnswered();
            check.verify(Guarantee.EXACTLY_ONCE);
        }
    }

    private static void awaitNotReady(InferenceService service) {
        Awaitility.await("not ready without a broker")
                .atMost(Duration.ofSeconds(60))
                .until(() -> !service.ready().ok());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Bench bench(Path store) throws Exception {
        Bench bench = new Bench(broker, store);
        bench.checkpoint(1);
        bench.model("swap", "tiny", "v1", "--no-wait");
        return bench;
    }

    private static InferenceService serve(Bench bench, ClientDecorator decorator) throws Exception {
        return DecoratedInstance.start(bench.settings("slot", settings()), decorator);
    }

    /** Small steps, and clients that soon give up. */
    static String[] settings() {
        return GroupProtocol.CLASSIC.settings(
                "commit.interval=5ms",
                "batch.max.size=4",
                "kafka.max.poll.records=20",
                "kafka.request.timeout.ms=1000",
                "kafka.delivery.timeout.ms=1500",
                "kafka.max.block.ms=2000",
                "kafka.default.api.timeout.ms=2000");
    }
}
