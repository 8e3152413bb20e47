package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swapping under load loses nothing, doubles nothing, and never goes back within a partition. */
class SwapUnderLoadIT {
    private static final int REQUESTS = 2_000;
    private static final int SWAPS = 20;

    @Test
    void twentySwapsUnderLoad_everyRequestAnsweredOnce_versionsMonotonePerPartition(
            @TempDir Path directory, @TempDir Path store) throws Exception {
        try (EmbeddedBroker broker = Bench.startBroker(directory);
                Bench bench = new Bench(broker, store)) {
            for (int version = 1; version <= SWAPS + 1; version++) {
                bench.checkpoint(version);
            }
            assertThat(bench.model("swap", "tiny", "v1", "--no-wait").exitCode())
                    .isZero();
            bench.startReady("a");

            List<Ran> swaps = swapWhileRequestsFlow(bench);

            assertThat(swaps).hasSize(SWAPS).allSatisfy(swap -> assertThat(swap.exitCode())
                    .as(swap.err())
                    .isZero());
            Map<String, Prediction> byId = new HashMap<>();
            Map<Integer, Integer> newestByPartition = new HashMap<>();
            for (WireRecord record : bench.awaitCommitted(bench.topics().predictions(), REQUESTS)) {
                Prediction prediction = ((Decoded.Accepted<Prediction>) new PredictionCodec().decode(record)).value();
                assertThat(byId.put(prediction.id(), prediction))
                        .as(prediction.id())
                        .isNull();
            }
            assertThat(byId).hasSize(REQUESTS);
            List<Prediction> inRequestOrder = new ArrayList<>(byId.values());
            inRequestOrder.sort(java.util.Comparator.comparingInt(SwapUnderLoadIT::sourcePartition)
                    .thenComparingLong(SwapUnderLoadIT::sourceOffset));
            for (Prediction prediction : inRequestOrder) {
                int version = Integer.parseInt(prediction.version().substring(1));
                int request = Integer.parseInt(prediction.id().substring(1));
                assertThat(prediction.outputs().get(0).doubleAt(0))
                        .as("the value is that version's")
                        .isEqualTo((double) version * request);
                assertThat(version)
                        .as("version of " + prediction.source())
                        .isBetween(newestByPartition.getOrDefault(sourcePartition(prediction), 1), SWAPS + 1);
                newestByPartition.put(sourcePartition(prediction), version);
            }
            long versions =
                    byId.values().stream().map(Prediction::version).distinct().count();
            assertThat(versions).as("versions that answered").isGreaterThan(SWAPS / 2);
            assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();
        }
    }

    /** Requests keep coming until all swaps are through; the rest follows, so that there are exactly 2,000. */
    private static List<Ran> swapWhileRequestsFlow(Bench bench) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger allowed = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        List<Ran> swaps = new ArrayList<>();
        try {
            Future<?> load = thread.submit(() -> {
                while (sent.get() < REQUESTS && !stop.get()) {
                    if (sent.get() < allowed.get()) {
                        int number = sent.getAndIncrement();
                        bench.request("r" + number, number);
                    } else {
                        Thread.onSpinWait();
                    }
                }
                bench.flush();
            });
            for (int swap = 1; swap <= SWAPS; swap++) {
                // A share of the requests is sent while each swap is under way.
                allowed.set(REQUESTS * swap / (SWAPS + 1));
                swaps.add(bench.model("swap", "tiny", "v" + (swap + 1)));
                // Of a thread that is behind, many versions would see no request at all.
                while (sent.get() < allowed.get() && !load.isDone()) {
                    Thread.yield();
                }
            }
            allowed.set(REQUESTS);
            load.get();
        } finally {
            stop.set(true);
            thread.shutdownNow();
        }
        return swaps;
    }

    private static int sourcePartition(Prediction prediction) {
        String[] parts = prediction.source().split("-");
        return Integer.parseInt(parts[parts.length - 2]);
    }

    private static long sourceOffset(Prediction prediction) {
        String[] parts = prediction.source().split("-");
        return Long.parseLong(parts[parts.length - 1]);
    }
}
