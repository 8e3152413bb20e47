package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.Ports;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away under load, in order or not, and comes back with its data. */
class BrokerFaultIT {
    @Test
    void stoppedUnderLoad_andStartedAgain_everyRequestIsAnsweredOnce(@TempDir Path data, @TempDir Path store)
            throws Exception {
        BrokerConfig fixed = GroupProtocol.broker(data, Ports.free());
        EmbeddedBroker broker = EmbeddedBroker.start(fixed);
        try (Bench bench = new Bench(broker, store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            InferenceService service = ready(bench);
            check.ask(1000);
            Awaitility.await().until(() -> check.answered() > 100);

            broker.close();
            Awaitility.await("not ready without a broker")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !service.ready().ok());
            broker = EmbeddedBroker.start(fixed);

            check.ask(1000);
            check.awaitAnswered();
            assertThat(check.verify(Guarantee.EXACTLY_ONCE).predictions()).isEqualTo(2000);
            Scrape.balanced(service.httpPort());
            assertThat(service.ready().ok()).isTrue();
        } finally {
            broker.close();
        }
    }

    static InferenceService ready(Bench bench) throws Exception {
        bench.checkpoint(1);
        bench.model("swap", "tiny", "v1", "--no-wait");
        return bench.startReady(
                "slot",
                GroupProtocol.CLASSIC.settings(
                        "commit.interval=5ms",
                        "batch.max.size=4",
                        "kafka.max.poll.records=20",
                        "kafka.request.timeout.ms=1000",
                        "kafka.delivery.timeout.ms=1500",
                        "kafka.max.block.ms=2000",
                        "kafka.default.api.timeout.ms=2000"));
    }
}
