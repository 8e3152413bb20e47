package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five hundred swaps of a process under load: every request answered once, and its memory as it was after ten. */
@Tag("soak")
class SwapSoakIT {
    private static final int SWAPS = Integer.getInteger("soak.swaps", 500);
    private static final int SETTLED_AFTER = 10;
    private static final int REQUESTS_PER_SWAP = 200;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void fiveHundredSwapsUnderLoad_loseNothing_andLeaveNoMemoryBehind(
            @TempDir Path directory, @TempDir Path store, @TempDir Path logs) throws Exception {
        try (EmbeddedBroker broker = Bench.startBroker(directory);
                Bench bench = new Bench(broker, store)) {
            for (int version = 1; version <= 3; version++) {
                bench.checkpoint(version);
            }
            bench.model("swap", "tiny", "v1", "--no-wait");
            Process process = serve(broker.bootstrapServers(), bench, logs.resolve("log"));
            try {
                int port = awaitReady(process, logs.resolve("log"));
                long settledKilobytes = swapUnderLoad(bench, process);
                Awaitility.await("all answered")
                        .atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> predicted(port) >= SWAPS * REQUESTS_PER_SWAP);
                long kilobytes = residentKilobytes(process);
                System.out.println("swaps " + SWAPS + ", requests " + SWAPS * REQUESTS_PER_SWAP + ", resident after "
                        + SETTLED_AFTER + " swaps " + settledKilobytes + " kB, after all " + kilobytes + " kB");
                assertEachAnsweredOnce(bench);
                assertThat(kilobytes)
                        .as("resident kB, " + settledKilobytes + " after " + SETTLED_AFTER + " swaps")
                        .isLessThan(settledKilobytes + settledKilobytes / 10);
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** Requests keep coming, a share of them while each swap is under way; returns the memory after the first swaps. */
    private static long swapUnderLoad(Bench bench, Process process) throws Exception {
        AtomicInteger allowed = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        long settledKilobytes = 0;
        try {
            Future<?> load = thread.submit(() -> {
                int sent = 0;
                while (sent < SWAPS * REQUESTS_PER_SWAP && !stop.get()) {
                    if (sent < allowed.get()) {
                        bench.request("r" + sent, sent);
                        sent++;
                    } else {
                        Thread.onSpinWait();
                    }
                }
                bench.flush();
            });
            for (int swap = 1; swap <= SWAPS; swap++) {
                allowed.set(swap * REQUESTS_PER_SWAP);
                Ran ran = bench.model("swap", "tiny", "v" + (swap % 3 + 1), "--no-verify");
                assertThat(ran.exitCode()).as("swap " + swap + ": " + ran.err()).isZero();
                if (swap == SETTLED_AFTER) {
                    settledKilobytes = residentKilobytes(process);
                }
            }
            load.get();
        } finally {
            stop.set(true);
            thread.shutdownNow();
        }
        return settledKilobytes;
    }

    private static void assertEachAnsweredOnce(Bench bench) {
        Map<String, Integer> byId = new HashMap<>();
        for (WireRecord record : bench.committed(bench.topics().predictions())) {
            byId.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum);
        }
        assertThat(byId).hasSize(SWAPS * REQUESTS_PER_SWAP);
        assertThat(byId.values()).containsOnly(1);
        assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();
    }

    /** The heap is touched whole at the start, so that what grows later is not it. */
    private static Process serve(String servers, Bench bench, Path log) throws IOException {
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-Dplumbline.log.level=INFO",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                classpath,
                Main.class.getName(),
                "serve"));
        for (String set : List.of(
                "http.port=0",
                "bootstrap.servers=" + servers,
                "topics.prefix=" + bench.topics().prefix(),
                "group.id=" + bench.topics().prefix(),
                "store=" + bench.store(),
                "instance=slot-1")) {
            command.add("--set");
            command.add(set);
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static int awaitReady(Process process, Path log) throws IOException {
        Pattern named = Pattern.compile("httpPort=\"(\\d+)\"");
        int port = Awaitility.await("its port")
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            assertThat(process.isAlive())
                                    .as(Files.readString(log))
                                    .isTrue();
                            Matcher matcher = named.matcher(Files.readString(log));
                            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
                        },
                        found -> found > 0);
        Awaitility.await("ready, log:\n" + Files.readString(log))
                .atMost(Duration.ofSeconds(60))
                .until(() -> get(port, "/readyz").statusCode() == 200);
        return port;
    }

    private static double predicted(int port) throws Exception {
        Matcher matcher = Pattern.compile("inference_records_total\\{.*outcome=\"predicted\",?} (\\S+)")
                .matcher(get(port, "/metrics").body());
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return sum;
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static long residentKilobytes(Process process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("/proc/" + process.pid() + "/status has no VmRSS");
    }
}
