package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without transactions some is answered twice after a crash, and nothing is lost. */
class AtLeastOnceIT {
    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path data) {
        broker = GroupProtocol.startBroker(data);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void endedBetweenAnswerAndOffset_losesNothing(@TempDir Path folder) throws Exception {
        new KillChain(broker, folder, GroupProtocol.CONSUMER, Guarantee.AT_LEAST_ONCE)
                .run(Point.MID_SEND, Point.BEFORE_COMMIT);
    }

    @Test
    void nobodyAsksAnyMore_offsetsAreCommittedAllTheSame(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService service = bench.startReady(
                    "slot", GroupProtocol.CLASSIC.settings(Guarantee.AT_LEAST_ONCE.setting(), "commit.interval=500ms"));

            check.ask(10);
            check.awaitAnswered();

            assertThat(check.verify(Guarantee.AT_LEAST_ONCE).duplicates()).isZero();
            Scrape.balanced(service.httpPort());
        }
    }
}
