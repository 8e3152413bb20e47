package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.Acls;
import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.BrokerUsers;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as its own process, as an operator meets it: what it prints, and how it goes down. */
class OperationsProcessIT {
    private static final String PASSWORD = "CANARY-PASSWORD-7f3a";
    private static final String FEATURE = "CANARY-FEATURE-91bd";
    private static final String NUMBER = "918273.645";
    private static final BrokerUsers USERS = new BrokerUsers(Map.of("svc", PASSWORD));

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        broker = EmbeddedBroker.start(BrokerConfig.onFreePort(directory), USERS);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void jsonLines_holdTheFixedKeys_andNoSecret_andNoFeatureValue(@TempDir Path store, @TempDir Path logs)
            throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            allow(bench);
            Path log = logs.resolve("log");
            Files.writeString(logs.resolve("config.yaml"), """
                    bootstrap.servers: %s
                    log.format: json
                    kafka:
                      security.protocol: SASL_PLAINTEXT
                      sasl.mechanism: SCRAM-SHA-256
                      sasl.jaas.config: org.apache.kafka.common.security.scram.ScramLoginModule required username="svc" password="${env:THE_PASSWORD}";
                    """.formatted(broker.securedServers()));
            Process process = serve(bench, log, List.of("-Dplumbline.log.kafka=INFO"), logs.resolve("config.yaml"));
            try {
                int port = awaitReady(process, log);
                bench.send("a", "{\"id\":\"a\",\"inputs\":" + FEATURE + "}");
                bench.send("b", request("\"" + FEATURE + "\"", "[1,1]"));
                bench.send("c", request(NUMBER + "," + NUMBER, "[1,1]"));
                bench.send("d", request(NUMBER, "[" + NUMBER + "]"));
                bench.send("e", "{\"id\":\"e\",\"features\":{\"x\":\"" + FEATURE + "\"}}");
                bench.send("f", "{\"model_name\":\"evil\\nERROR forged\",\"id\":\"f\",\"inputs\":[]}");
                bench.send("g", request(NUMBER, "[1,1]"));
                bench.awaitCommitted(bench.topics().deadLetters(), 6);
                bench.awaitCommitted(bench.topics().predictions(), 1);
                String shown = get(port, "/metrics") + get(port, "/readyz") + get(port, "/healthz");
                process.destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

                String text = Files.readString(log);
                assertThat(process.exitValue()).as(text).isZero();
                for (String line : text.lines().toList()) {
                    Map<String, Object> object = Json.read(line.getBytes(StandardCharsets.UTF_8));
                    assertThat(object.keySet())
                            .as(line)
                            .startsWith("time", "level", "logger", "thread", "message", "instance");
                }
                // Kafka's clients printed their configuration: the test would not see what is never printed.
                assertThat(text).contains("sasl.jaas.config = [hidden]", "\"message\":\"inference service stopped\"");
                assertThat(text + shown).doesNotContain(PASSWORD, FEATURE, NUMBER);
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void sigtermUnderLoad_atRandomMoments_drains_andEveryRequestIsAnsweredOnce(@TempDir Path store, @TempDir Path logs)
            throws Exception {
        int rounds = 3;
        int each = 1500;
        Random random = new Random(20261124);
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            for (int round = 0; round < rounds; round++) {
                Path log = logs.resolve("log" + round);
                Process process = serve(bench, log, List.of(), open());
                try {
                    awaitReady(process, log);
                    for (int i = round * each; i < (round + 1) * each; i++) {
                        bench.request("r" + i, i);
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(150)));
                    process.destroy();

                    assertThat(process.waitFor(60, TimeUnit.SECONDS))
                            .as("round " + round)
                            .isTrue();
                    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
                    assertThat(Files.readString(log)).contains("inference service stopped");
                } finally {
                    process.destroyForcibly().waitFor();
                }
            }
            bench.flush();
            Path log = logs.resolve("last");
            Process last = serve(bench, log, List.of(), open());
            try {
                List<String> ids = bench.awaitCommitted(bench.topics().predictions(), rounds * each).stream()
                        .map(OperationsProcessIT::key)
                        .toList();

                assertThat(ids).hasSize(rounds * each);
                assertThat(new TreeSet<>(ids))
                        .isEqualTo(new TreeSet<>(IntStream.range(0, rounds * each)
                                .mapToObj(i -> "r" + i)
                                .toList()));
            } finally {
                last.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void sigtermWhileAModelLoads_endsInOrder(@TempDir Path store, @TempDir Path logs) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            int width = 1024;
            TinyGraph slow = new TinyGraph().input("features", 1).output("value");
            slow.weights("in", new long[] {1, width}, new float[width]);
            slow.weights("square", new long[] {width, width}, new float[width * width]);
            slow.weights("out", new long[] {width, 1}, new float[width]);
            slow.node("MatMul", List.of("features", "in"), "h0");
            for (int i = 0; i < 8; i++) {
                slow.node("MatMul", List.of("h" + i, "square"), "h" + (i + 1));
            }
            slow.node("MatMul", List.of("h8", "out"), "column");
            slow.node("Flatten", List.of("column"), "value");
            TinyCheckpoint.regression(slow.bytes(), 1).named("tiny", "v1").write(store);
            bench.model("swap", "tiny", "v1", "--no-wait", "--no-verify");
            Path log = logs.resolve("log");
            Process process = serve(bench, log, List.of(), open("batch.max.size=4096"));
            try {
                int port = awaitStarted(process, log);
                // Asked of the process itself: on a busy machine a command takes as long as the load.
                Awaitility.await("loading")
                        .atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> get(port, "/readyz").contains("waits to be loaded"));

                process.destroy();

                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                String text = Files.readString(log);
                assertThat(process.exitValue()).as(text).isZero();
                assertThat(text).contains("inference service stopped").doesNotContain("generation serves");
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static void allow(Bench bench) {
        Acls acls = new Acls(broker.bootstrapServers());
        Topics topics = bench.topics();
        for (String read : List.of(topics.requests(), topics.control())) {
            acls.allow("svc", ResourceType.TOPIC, read, AclOperation.READ);
        }
        for (String written : List.of(topics.predictions(), topics.deadLetters(), topics.status())) {
            acls.allow("svc", ResourceType.TOPIC, written, AclOperation.WRITE);
        }
        acls.allow("svc", ResourceType.GROUP, topics.prefix(), AclOperation.READ);
        acls.allow("svc", ResourceType.TRANSACTIONAL_ID, topics.prefix() + "-inference-slot", AclOperation.WRITE);
    }

    private static String request(String data, String shape) {
        return "{\"model_name\":\"tiny\",\"id\":\"x\",\"inputs\":[{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":"
                + shape + ",\"data\":[" + data + "]}]}";
    }

    private static Object[] open(String... more) {
        List<Object> all = new ArrayList<>(List.of("bootstrap.servers=" + broker.bootstrapServers()));
        all.addAll(List.of(more));
        return all.toArray();
    }

    /** @param given a configuration file first, or none; then {@code key=value} */
    private static Process serve(Bench bench, Path log, List<String> jvm, Object... given) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dlogback.configurationFile=logback.xml"));
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "serve"));
        List<String> sets = new ArrayList<>(List.of(
                "http.port=0",
                "topics.prefix=" + bench.topics().prefix(),
                "group.id=" + bench.topics().prefix(),
                "store=" + bench.store(),
                "instance=slot",
                "commit.interval=5ms"));
        for (Object each : given) {
            if (each instanceof Path file) {
                command.add(file.toString());
            } else {
                sets.add(each.toString());
            }
        }
        for (String set : sets) {
            command.add("--set");
            command.add(set);
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("THE_PASSWORD", PASSWORD);
        return builder.start();
    }

    private static int awaitReady(Process process, Path log) {
        int port = awaitStarted(process, log);
        Awaitility.await("ready").atMost(Duration.ofMinutes(2)).until(() -> get(port, "/readyz")
                .startsWith("ok"));
        return port;
    }

    private static int awaitStarted(Process process, Path log) {
        Awaitility.await("started").atMost(Duration.ofMinutes(2)).until(() -> {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            return Files.readString(log).contains("httpPort\":")
                    || Files.readString(log).contains("httpPort=\"");
        });
        String text = assertRead(log).replace("httpPort=\"", "httpPort\":");
        int from = text.indexOf("httpPort\":") + "httpPort\":".length();
        return Integer.parseInt(text.substring(from).replaceFirst("(?s)\\D.*", ""));
    }

    private static String assertRead(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String key(WireRecord record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }
}
