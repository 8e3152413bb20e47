package io.plumbline.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five hundred swaps under load: every request answered once, every old session freed, memory as it was. */
@Tag("soak")
class SwapSoakIT {
    private static final int SWAPS = 500;
    private static final int SETTLED_AFTER = 10;
    private static final int REQUESTS_PER_SWAP = 200;

    @Test
    void fiveHundredSwapsUnderLoad_loseNothing_andLeaveNoMemoryBehind(@TempDir Path directory, @TempDir Path store)
            throws Exception {
        try (EmbeddedBroker broker = Bench.startBroker(directory);
                Bench bench = new Bench(broker, store)) {
            for (int version = 1; version <= 3; version++) {
                bench.checkpoint(version);
            }
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService service = bench.startReady("a");
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger allowed = new AtomicInteger();
            AtomicBoolean stop = new AtomicBoolean();
            ExecutorService thread = Executors.newSingleThreadExecutor();
            long settledKilobytes = 0;
            try {
                Future<?> load = thread.submit(() -> {
                    while (!stop.get()) {
                        if (sent.get() < allowed.get()) {
                            bench.request("r" + sent.get(), sent.getAndIncrement());
                        } else {
                            Thread.onSpinWait();
                        }
                    }
                    bench.flush();
                });
                for (int swap = 1; swap <= SWAPS; swap++) {
                    // A share of the requests is sent while each swap is under way.
                    allowed.set(swap * REQUESTS_PER_SWAP);
                    Ran ran = bench.model("swap", "tiny", "v" + (swap % 3 + 1), "--no-verify");
                    assertThat(ran.exitCode())
                            .as("swap " + swap + ": " + ran.err())
                            .isZero();
                    if (swap == SETTLED_AFTER) {
                        settledKilobytes = nativeKilobytes();
                    }
                }
                stop.set(true);
                load.get();
            } finally {
                stop.set(true);
                thread.shutdownNow();
            }
            long grownKilobytes = nativeKilobytes() - settledKilobytes;

            Awaitility.await().until(() -> answered(bench.registry(service)) >= sent.get());
            Map<String, Integer> byId = new HashMap<>();
            for (WireRecord record : bench.committed(bench.topics().predictions())) {
                byId.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum);
            }
            assertThat(byId).hasSize(sent.get());
            assertThat(byId.values()).containsOnly(1);
            assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();
            assertThat(bench.model("history", "tiny").out()).contains(Integer.toString(SWAPS + 1));
            System.out.println("swaps " + SWAPS + ", requests " + sent.get() + ", native memory after " + SETTLED_AFTER
                    + " swaps " + settledKilobytes + " kB, after all " + (settledKilobytes + grownKilobytes) + " kB");
            assertThat(grownKilobytes).as("native memory grown, kB").isLessThan(settledKilobytes / 10);
        }
    }

    private static double answered(CollectorRegistry registry) {
        double sum = 0;
        for (int version = 1; version <= 3; version++) {
            Double value = registry.getSampleValue(
                    "inference_records_total",
                    new String[] {"model", "model_version", "outcome"},
                    new String[] {"tiny", "v" + version, "predicted"});
            sum += value == null ? 0 : value;
        }
        return sum;
    }

    /** Resident memory without the Java heap, which holds the broker, too, and grows as it likes. */
    private static long nativeKilobytes() throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() / 1024;
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) - heap;
            }
        }
        throw new IOException("/proc/self/status has no VmRSS");
    }
}
