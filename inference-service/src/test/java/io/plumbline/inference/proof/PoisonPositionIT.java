package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.testing.Bench;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One guilty record at each position of a batch of eight, and two at each pair of positions, of both kinds. */
class PoisonPositionIT {
    private static final int BATCH = 8;

    @Test
    void guiltyAnywhereInABatch_oneOrTwo_onlyTheyBecomeDeadLetters(@TempDir Path data, @TempDir Path store)
            throws Exception {
        try (EmbeddedBroker broker = GroupProtocol.startBroker(data);
                Bench bench = new Bench(broker, store);
                DeliveryCheck check = new DeliveryCheck(broker.bootstrapServers(), bench.topics())) {
            TinyCheckpoint.regression(TinyGraph.lookup(10f, 11f, 12f).bytes(), 1)
                    .named("table", "v1")
                    .write(store);
            bench.model("swap", "table", "v1", "--no-wait");
            // Waiting in one partition before anyone reads: every eight of them make a batch.
            Set<String> guilty = new HashSet<>();
            for (int first = 0; first < BATCH; first++) {
                for (int second = first; second < BATCH; second++) {
                    for (int position = 0; position < BATCH; position++) {
                        String key = first + "-" + second + "-" + position;
                        boolean poison = position == first || position == second;
                        // Beyond the table: the native call fails as a whole.
                        check.ask(0, key, Bench.request("table", key, poison ? 7 : position % 3));
                        if (poison) {
                            guilty.add(key);
                        }
                    }
                }
            }
            for (int first = 0; first < BATCH; first++) {
                for (int position = 0; position < BATCH; position++) {
                    String key = "unread-" + first + "-" + position;
                    check.ask(0, key, position == first ? "{" : Bench.request("table", key, position % 3));
                    if (position == first) {
                        guilty.add(key);
                    }
                }
            }
            check.flush();

            InferenceService service = bench.startReady("slot", "batch.max.size=" + BATCH);
            check.awaitAnswered();

            check.verify(Guarantee.EXACTLY_ONCE);
            Set<String> dead = bench.committed(bench.topics().deadLetters()).stream()
                    .map(letter -> new String(letter.key(), StandardCharsets.UTF_8))
                    .collect(Collectors.toSet());
            assertThat(dead).isEqualTo(guilty);
            Scrape page = Scrape.balanced(service.httpPort());
            assertThat(page.deadLettered()).isEqualTo(guilty.size());
            assertThat(page.sum("inference_poison_bisect_total")).isGreaterThan(BATCH);
        }
    }
}
