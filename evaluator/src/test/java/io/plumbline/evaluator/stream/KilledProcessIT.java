package io.plumbline.evaluator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.broker.TopicReader;
import io.plumbline.contracts.event.Topics;
import io.plumbline.evaluator.Main;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evaluator as its users start it: a process of its own, killed in mid-stream and stopped by a signal. */
final class KilledProcessIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void killedInMidStream_itCountsNothingTwice_andNothingStepsBack() throws Exception {
        Topics topics = new Topics("killed");
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.onFreePort(directory.resolve("broker")));
                Traffic traffic = new Traffic(broker.bootstrapServers(), topics, 3)) {
            broker.createTopics(PlumblineTopics.all(topics.prefix(), 2));
            traffic.announce("v1", "v2");
            int port = freePort();

            // given
            Map<String, Double> before;
            Process first = evaluator(broker, topics, port);
            try {
                traffic.send(0, 300);
                await().atMost(LIMIT).until(() -> scrape(port)
                        .map(scrape -> scrape.sum("evaluator_predictions_total") >= 100)
                        .orElse(false));
                before = scrape(port)
                        .orElseThrow()
                        .matching(name -> name.startsWith("evaluator_") && name.contains("_total{"));
            } finally {
                // when
                first.destroyForcibly().waitFor();
            }
            traffic.send(300, 400);

            // then
            Process second = evaluator(broker, topics, port);
            try {
                await().atMost(LIMIT).until(() -> status(port, "/readyz") == 200);
                Map<String, Double> resumed = scrape(port).orElseThrow().matching(before::containsKey);
                before.forEach((series, value) -> assertThat(resumed.getOrDefault(series, -1.0))
                        .as(series)
                        .isGreaterThanOrEqualTo(value));

                TopicReader reader = new TopicReader(broker.bootstrapServers());
                Oracle oracle = new Oracle(reader.readAll(topics.predictions()), reader.readAll(topics.labels()));
                await().atMost(LIMIT).untilAsserted(() -> {
                    Scrape scrape = scrape(port).orElseThrow();
                    for (String version : List.of("v1", "v2")) {
                        assertThat(scrape.sum(
                                        "evaluator_metric_samples",
                                        "model_version=\"" + version + "\"",
                                        "model=\"fashion\"",
                                        "cumulative",
                                        "provisional"))
                                .isEqualTo((double) oracle.samples.get(version));
                    }
                    assertThat(scrape.sum("evaluator_predictions_total")).isEqualTo(4.0 * 400);
                    assertThat(scrape.metric("ames", "v1", "mae"))
                            .isEqualTo(oracle.absoluteErrors.doubleValue() / oracle.measured);
                });
                assertThat(status(port, "/healthz")).isEqualTo(200);
            } finally {
                second.destroy();
            }
            assertThat(second.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).as("stopped by SIGTERM").isZero();
        }
    }

    @Test
    void withoutABroker_itWaits_andSaysSo_andStopsInOrder() throws Exception {
        int port = freePort();
        Process process = start("bootstrap.servers=127.0.0.1:" + freePort(), "http.port=" + port);
        try {
            await().atMost(LIMIT).until(() -> status(port, "/readyz") == 503);
            assertThat(status(port, "/healthz")).isEqualTo(200);
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private Process evaluator(EmbeddedBroker broker, Topics topics, int port) throws IOException {
        return start(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "topics.prefix=" + topics.prefix(),
                "http.port=" + port,
                "instance=one",
                "commit.interval=100ms");
    }

    private Process start(String... settings) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "evaluate",
                "--set",
                "state.dir=" + directory.resolve("state")));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        Path log = Files.createTempFile(directory, "evaluator", ".log");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private Optional<Scrape> scrape(int port) throws InterruptedException {
        return get(port, "/metrics").map(response -> new Scrape(response.body()));
    }

    private int status(int port, String path) throws InterruptedException {
        return get(port, path).map(HttpResponse::statusCode).orElse(0);
    }

    /** Empty while nothing listens. */
    private Optional<HttpResponse<String>> get(int port, String path) throws InterruptedException {
        try {
            return Optional.of(http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
