package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process stands still within a transaction for longer than its session, is replaced, and wakes up. */
class ZombieIT {
    @Test
    void standsStillBeforeACommit_isReplaced_wakesUp_writesNothingOfTheOldTime_andWorksAgain(
            @TempDir Path data, @TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = GroupProtocol.startBroker(data)) {
            Side.bySide(List.of(
                    () -> {
                        freeze(broker, GroupProtocol.CLASSIC, folder);
                        return null;
                    },
                    () -> {
                        freeze(broker, GroupProtocol.CONSUMER, folder);
                        return null;
                    }));
        }
    }

    private static void freeze(EmbeddedBroker broker, GroupProtocol protocol, Path folder) throws Exception {
        Path store = Files.createDirectories(folder.resolve(protocol + "-store"));
        String[] settings = protocol.settings(
                "commit.interval=5ms",
                "batch.max.size=4",
                "kafka.max.poll.records=20",
                // So that there is a fourth commit, however slow the first.
                "queue.max.records=40",
                // What the frozen one left open must end for others to go on.
                "kafka.request.timeout.ms=1500",
                "kafka.delivery.timeout.ms=2000",
                "kafka.transaction.timeout.ms=3000");
        try (Bench bench = new Bench(broker, store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            check.ask(400);
            try (Child zombie = Child.freezing(
                    folder.resolve(protocol + ".log"), Point.BEFORE_COMMIT, 4, bench.settings("zombie", settings))) {
                int port = zombie.port();
                zombie.awaitSaid("freezing");
                InferenceService other = bench.startReady("other", settings);
                check.awaitAnswered();
                assertThat(Scrape.of(other.httpPort()).sum("inference_partitions_assigned"))
                        .isEqualTo(Bench.PARTITIONS);

                zombie.signal("CONT");

                Awaitility.await("the woken one holds partitions again")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> Scrape.of(port).sum("inference_partitions_assigned") > 0
                                && Scrape.of(other.httpPort()).sum("inference_partitions_assigned") < Bench.PARTITIONS);
                zombie.awaitReady();
                double before = Scrape.of(port).predicted();
                check.ask(200);
                check.awaitAnswered();
                assertThat(check.verify(Guarantee.EXACTLY_ONCE).predictions()).isEqualTo(600);
                Scrape woken = Scrape.balanced(port);
                assertThat(woken.predicted()).isGreaterThan(before);
                assertThat(woken.sum("inference_records_rewound_total"))
                        .as("what it had when it froze")
                        .isPositive();
                Scrape.balanced(other.httpPort());
            }
        }
    }
}
