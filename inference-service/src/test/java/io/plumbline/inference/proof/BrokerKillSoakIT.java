package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.Ports;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker's process is killed under load, again and again. */
@Tag("soak")
class BrokerKillSoakIT {
    private static final int KILLS = 4;
    private static final int REQUESTS_EACH = 1000;

    @Test
    void killedUnderLoad_andStartedAgain_everyRequestIsAnsweredOnce(
            @TempDir Path data, @TempDir Path store, @TempDir Path logs) throws Exception {
        int port = Ports.free();
        EmbeddedBroker first = EmbeddedBroker.start(GroupProtocol.broker(data, port));
        try (Bench bench = new Bench(first, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService service = bench.startReady("slot", BrokerFaultIT.settings());
            // The folder, with its topics and what the service committed, passes to a process that can be killed.
            first.close();
            Child broker = BrokerProcess.start(logs.resolve("0.log"), data, port);
            try (DeliveryCheck check = new DeliveryCheck("127.0.0.1:" + port, bench.topics())) {
                for (int kill = 1; kill <= KILLS; kill++) {
                    int before = check.answered();
                    check.ask(REQUESTS_EACH);
                    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> check.answered() > before);
                    broker.kill();
                    broker = BrokerProcess.start(logs.resolve(kill + ".log"), data, port);
                }
                check.awaitAnswered();

                assertThat(check.verify(Guarantee.EXACTLY_ONCE).predictions()).isEqualTo(KILLS * REQUESTS_EACH);
                Scrape.balanced(service.httpPort());
                bench.stop(service);
            } finally {
                broker.kill();
            }
        }
    }
}
