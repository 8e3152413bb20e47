package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Instances of one group that come and go under load; one of them always stays. */
final class RebalanceStorm {
    private static final int SLOTS = 3;
    private static final long EVERY_MILLIS = 500;
    private static final int REQUESTS_EACH = 200;

    private final EmbeddedBroker broker;
    private final GroupProtocol protocol;
    private final Random random = new Random(848);
    private final Map<Integer, InferenceService> alive = new HashMap<>();
    private final List<CollectorRegistry> registries = new ArrayList<>();

    RebalanceStorm(EmbeddedBroker broker, GroupProtocol protocol) {
        this.broker = broker;
        this.protocol = protocol;
    }

    /** Lets it blow for so long, and checks what was answered. */
    void blow(Path store, Duration length) throws Exception {
        try (Bench bench = new Bench(broker, store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            start(bench, 0);
            long began = System.nanoTime();
            int changes = 0;
            while (System.nanoTime() - began < length.toNanos()) {
                check.ask(REQUESTS_EACH);
                change(bench);
                changes++;
                long next = TimeUnit.MILLISECONDS.toNanos(changes * EVERY_MILLIS);
                TimeUnit.NANOSECONDS.sleep(Math.max(0, next - (System.nanoTime() - began)));
            }
            check.awaitAnswered();

            DeliveryCheck.Found found = check.verify(Guarantee.EXACTLY_ONCE);

            alive.values().forEach(bench::stop);
            assertThat(found.predictions()).isEqualTo(changes * REQUESTS_EACH);
            List<Scrape> pages = registries.stream().map(Scrape::of).toList();
            assertThat(pages).allMatch(Scrape::addsUp);
            assertThat(pages.stream().mapToDouble(Scrape::rebalances).sum()).isGreaterThan(changes / 2.0);
            assertThat(pages.stream().mapToDouble(Scrape::predicted).sum()).isEqualTo(found.predictions());
        }
    }

    private void change(Bench bench) throws Exception {
        int slot = random.nextInt(SLOTS);
        InferenceService leaving = alive.get(slot);
        if (leaving == null) {
            start(bench, slot);
        } else if (alive.size() > 1) {
            alive.remove(slot);
            bench.stop(leaving);
        }
    }

    private void start(Bench bench, int slot) throws Exception {
        InferenceService joining = bench.start(
                "slot-" + slot,
                protocol.settings(
                        "commit.interval=5ms",
                        "batch.max.size=4",
                        // So that there is a backlog when partitions move.
                        "kafka.max.poll.records=20"));
        alive.put(slot, joining);
        registries.add(bench.registry(joining));
    }
}
