package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.testing.Bench;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as its own process: started, asked over HTTP, told to stop, killed. */
class ServeProcessIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void killedInMidStream_startedAgain_stoppedBySigterm_everyRequestIsAnsweredOnce(
            @TempDir Path directory, @TempDir Path store, @TempDir Path logs) throws Exception {
        try (EmbeddedBroker broker = Bench.startBroker(directory);
                Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            Process killed = serve(broker.bootstrapServers(), bench, logs.resolve("killed"));
            try {
                awaitReady(killed, logs.resolve("killed"));
                request(bench, 0, 2000);
                bench.awaitCommitted(bench.topics().predictions(), 1);
            } finally {
                killed.destroyForcibly().waitFor();
            }
            request(bench, 2000, 3000);
            Process stopped = serve(broker.bootstrapServers(), bench, logs.resolve("stopped"));
            try {
                int port = awaitReady(stopped, logs.resolve("stopped"));
                List<WireRecord> predictions =
                        bench.awaitCommitted(bench.topics().predictions(), 3000);
                assertThat(ids(predictions)).hasSize(3000);
                assertThat(predictions).hasSize(3000);
                String metrics = get(port, "/metrics").body();
                assertThat(metrics)
                        .contains("inference_records_total{model=\"tiny\",model_version=\"v1\",outcome=\"predicted\",}")
                        .contains("inference_model_info{model=\"tiny\",model_version=\"v1\"")
                        .contains("inference_breaker_state{model=\"tiny\",model_version=\"v1\",} 0.0")
                        .contains("jvm_memory_bytes_used");
                assertThat(get(port, "/healthz").statusCode()).isEqualTo(200);

                stopped.destroy(); // SIGTERM
                assertThat(stopped.waitFor(60, TimeUnit.SECONDS)).isTrue();

                assertThat(stopped.exitValue()).as(log(logs.resolve("stopped"))).isZero();
                assertThat(log(logs.resolve("stopped"))).contains("inference service stopped");
            } finally {
                stopped.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void brokersAway_itWaits_saysWhy_andStopsWhenTold(@TempDir Path store, @TempDir Path logs) throws Exception {
        Process process =
                start(logs.resolve("log"), "bootstrap.servers=127.0.0.1:1", "store=" + store, "instance=lonely");
        try {
            int port = awaitPort(process, logs.resolve("log"));

            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> get(port, "/readyz").body().contains("brokers at 127.0.0.1:1 do not answer"));

            assertThat(get(port, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(port, "/healthz").statusCode()).isEqualTo(200);
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(log(logs.resolve("log"))).isZero();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Process serve(String servers, Bench bench, Path log) throws IOException {
        return start(
                log,
                "bootstrap.servers=" + servers,
                "topics.prefix=" + bench.topics().prefix(),
                "group.id=" + bench.topics().prefix(),
                "store=" + bench.store(),
                "instance=slot-1",
                "commit.interval=5ms",
                // The least that a broker allows: a killed member's partitions come free after this.
                "kafka.session.timeout.ms=6000",
                "batch.max.size=4");
    }

    private static Process start(Path log, String... sets) throws IOException {
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dplumbline.log.level=INFO",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                classpath,
                Main.class.getName(),
                "serve",
                "--set",
                "http.port=0"));
        for (String set : sets) {
            command.add("--set");
            command.add(set);
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static int awaitReady(Process process, Path log) throws Exception {
        int port = awaitPort(process, log);
        Awaitility.await("ready, log:\n" + log(log))
                .atMost(Duration.ofMinutes(2))
                .until(() -> get(port, "/readyz").statusCode() == 200);
        return port;
    }

    private static int awaitPort(Process process, Path log) {
        Awaitility.await("its port").atMost(Duration.ofMinutes(2)).until(() -> {
            assertThat(process.isAlive()).as(log(log)).isTrue();
            return log(log).contains("httpPort=\"");
        });
        String text = log(log);
        int from = text.indexOf("httpPort=\"") + "httpPort=\"".length();
        return Integer.parseInt(text.substring(from, text.indexOf('"', from)));
    }

    private static String log(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void request(Bench bench, int from, int to) {
        for (int i = from; i < to; i++) {
            bench.request("r" + i, i);
        }
        bench.flush();
    }

    private static Set<String> ids(List<WireRecord> predictions) {
        Set<String> ids = new HashSet<>();
        predictions.forEach(record -> ids.add(new String(record.key(), StandardCharsets.UTF_8)));
        return ids;
    }
}
