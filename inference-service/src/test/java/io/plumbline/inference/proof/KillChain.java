package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.inference.testing.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Processes of one slot after another, each ended at a point under load, until one lives and answers what is left. */
final class KillChain {
    private static final int REQUESTS_EACH = 300;
    /** With these the requests of one life take at least five commits, however slow one of them is. */
    private static final String POLLED_AT_ONCE = "kafka.max.poll.records=20";

    private static final String HELD_AT_ONCE = "queue.max.records=40";

    private final EmbeddedBroker broker;
    private final Path folder;
    private final GroupProtocol protocol;
    private final Guarantee guarantee;

    KillChain(EmbeddedBroker broker, Path folder, GroupProtocol protocol, Guarantee guarantee) {
        this.broker = broker;
        this.folder = folder;
        this.protocol = protocol;
        this.guarantee = guarantee;
    }

    /** Ends one process at each of the points, then lets one live. */
    void run(Point... points) throws Exception {
        Path store = Files.createDirectories(folder.resolve("store"));
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            List<String> settings = bench.settings(
                    "slot",
                    protocol.settings(
                            guarantee.setting(),
                            "commit.interval=5ms",
                            "batch.max.size=4",
                            POLLED_AT_ONCE,
                            HELD_AT_ONCE));
            try (DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
                Random random = new Random(4);
                int life = 0;
                for (Point point : points) {
                    check.ask(REQUESTS_EACH);
                    int passage = passage(point, random);
                    try (Child child = Child.halting(log(life++, point), point, passage, settings)) {
                        assertThat(child.exitCode()).as(child.log()).isEqualTo(EndingInstance.HALTED);
                    }
                    assertThat(check.answered()).as("answered by %s", point).isLessThan(check.asked());
                }
                check.ask(REQUESTS_EACH);
                try (Child last = Child.serving(folder.resolve("last.log"), settings)) {
                    int port = last.port();
                    check.awaitAnswered();

                    DeliveryCheck.Found found = check.verify(guarantee);

                    assertThat(found.predictions() - found.duplicates()).isEqualTo(REQUESTS_EACH * (points.length + 1));
                    assertThat(Scrape.balanced(port).predicted()).isGreaterThanOrEqualTo(REQUESTS_EACH);
                }
            }
        }
    }

    private int passage(Point point, Random random) {
        if (point == Point.MID_SEND) {
            return 10 + random.nextInt(50);
        }
        // Without transactions offsets are committed by the clock: the first commit is the only sure one.
        return guarantee == Guarantee.EXACTLY_ONCE || point == Point.AFTER_POLL ? 2 + random.nextInt(3) : 1;
    }

    private Path log(int life, Point point) {
        return folder.resolve(life + "-" + point + ".log");
    }
}
