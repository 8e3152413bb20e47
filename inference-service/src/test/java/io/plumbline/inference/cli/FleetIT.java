package io.plumbline.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.RoleChange;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.contracts.kafka.ControlClient.Change;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several instances follow one desired state, whoever joins, leaves, refuses or interferes. */
class FleetIT {
    /** Members hear of a rebalance with their next heartbeat. */
    private static final String QUICK = "kafka.heartbeat.interval.ms=200";

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        broker = Bench.startBroker(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void swap_waitsForEveryInstance_andWhoJoinsLaterOrComesBack_startsOnTheRightVersion(@TempDir Path store)
            throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.checkpoint(2);
            bench.model("swap", "tiny", "v1", "--no-wait");
            bench.startReady("a", QUICK);
            InferenceService b = bench.startReady("b", QUICK);
            awaitAllServing(bench, 2, "v1", 1);

            Ran swap = bench.model("swap", "tiny", "v2", "-o", "json");

            assertThat(swap.exitCode()).as(swap.err()).isZero();
            assertThat(list(json(swap), "instances"))
                    .extracting(instance -> instance.get("instance"))
                    .containsExactlyInAnyOrder("a", "b");
            assertThat(swap.err()).contains("a: serving generation 2").contains("b: serving generation 2");

            bench.stop(b);
            bench.startReady("b", QUICK);
            bench.startReady("late", QUICK);

            awaitAllServing(bench, 3, "v2", 2);
        }
    }

    @Test
    void oneInstanceThatRefuses_hasItTakenBackEverywhere_withItsReason(@TempDir Path store, @TempDir Path other)
            throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            for (int version : new int[] {1, 2}) {
                copy(bench.checkpoint(version), other.resolve("tiny").resolve("v" + version));
            }
            // What lies on b's disk is another file.
            Path onnx = other.resolve("tiny").resolve("v2").resolve(Manifest.MODEL_FILE);
            byte[] bytes = Files.readAllBytes(onnx);
            bytes[bytes.length / 2] ^= 1;
            Files.write(onnx, bytes);
            bench.model("swap", "tiny", "v1", "--no-wait");
            bench.startReady("a", QUICK);
            bench.startReady("b", QUICK, "store=" + other);
            awaitAllServing(bench, 2, "v1", 1);

            Ran swap = bench.model("swap", "tiny", "v2", "-o", "json");
            Ran challenge = bench.model("challenge", "tiny", "v2", "--share", "0.5");
            Ran shadow = bench.model("shadow", "tiny", "v2");

            assertThat(swap.exitCode()).as(swap.err()).isEqualTo(ExitCode.REFUSED);
            assertThat(json(swap)).containsEntry("result", "refused, rolled back");
            assertThat(list(json(swap), "instances")).singleElement().satisfies(instance -> {
                assertThat(instance).containsEntry("instance", "b").containsEntry("state", "refused");
                assertThat((String) instance.get("reason")).contains("wrong_digest");
            });
            assertThat(List.of(challenge, shadow)).allSatisfy(ran -> {
                assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.REFUSED);
                assertThat(ran.err())
                        .contains("b: refused")
                        .contains("wrong_digest")
                        .contains("rolled back as generation");
            });
            DesiredState state = control(bench).state("tiny").orElseThrow();
            assertThat(state.roster()).containsExactly("v1");
            assertThat(state.generation()).as("three tries, each taken back").isEqualTo(7);
            awaitAllServing(bench, 2, "v1", 7);
            Ran history = bench.model("history", "tiny");
            assertThat(history.out()).contains("generation 2 was refused by b").contains("v2 0.5");
        }
    }

    @Test
    void changesFromTheSameState_oneIsWritten_theOthersAreToldBusy(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            int changes = 4;
            for (int version = 1; version <= changes + 1; version++) {
                bench.checkpoint(version);
            }
            bench.model("swap", "tiny", "v1", "--no-wait");
            Optional<DesiredState> basis = control(bench).state("tiny");
            CyclicBarrier together = new CyclicBarrier(changes);
            List<Callable<Change>> calls = new ArrayList<>();
            for (int i = 1; i <= changes; i++) {
                RoleChange change = new RoleChange("writer-" + i, "", Instant.EPOCH);
                calls.add(() -> {
                    together.await();
                    return control(bench)
                            .change("tiny", basis, change.rollback(basis.orElseThrow(), "v0", described(basis)));
                });
            }

            List<Change> ended = all(calls);

            assertThat(ended).filteredOn(Change.Written.class::isInstance).hasSize(1);
            assertThat(ended).filteredOn(Change.Busy.class::isInstance).hasSize(changes - 1);
            assertThat(control(bench).state("tiny").orElseThrow().generation()).isEqualTo(2);
        }
    }

    @Test
    void commandsAtOnce_withInstancesRunning_neverMixTheirChanges(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            for (int version = 1; version <= 3; version++) {
                bench.checkpoint(version);
            }
            bench.model("swap", "tiny", "v1", "--no-wait");
            bench.startReady("a", QUICK);

            List<Ran> ran = all(List.of(
                    () -> bench.model("swap", "tiny", "v2", "--no-verify"),
                    () -> bench.model("challenge", "tiny", "v3", "--share", "0.3", "--no-verify")));

            assertThat(ran)
                    .allSatisfy(one -> assertThat(one.exitCode()).as(one.err()).isIn(0, ExitCode.BUSY));
            long written = ran.stream().filter(one -> one.exitCode() == 0).count();
            assertThat(written).isPositive();
            DesiredState state = control(bench).state("tiny").orElseThrow();
            assertThat(state.generation()).isEqualTo(1 + written);
            assertThat(state.champion().equals("v2")).isEqualTo(ran.get(0).exitCode() == 0);
            assertThat(state.challenger().isPresent()).isEqualTo(ran.get(1).exitCode() == 0);
        }
    }

    @Test
    void swapInARebalance_losesNothing_andEveryoneEndsOnTheNewVersion(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.checkpoint(2);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService a = bench.startReady("a", QUICK, "batch.max.size=4");
            request(bench, 0, 1_000);

            InferenceService b = bench.start("b", QUICK, "batch.max.size=4");
            Ran swap = bench.model("swap", "tiny", "v2");
            request(bench, 1_000, 1_500);
            Bench.awaitReady(b);
            // It may have joined on the old one, unheard by the command.
            awaitAllServing(bench, 2, "v2", 2);
            bench.stop(a);
            request(bench, 1_500, 2_000);
            List<WireRecord> predictions = bench.awaitCommitted(bench.topics().predictions(), 2_000);

            assertThat(swap.exitCode()).as(swap.err()).isZero();
            Set<String> ids = new HashSet<>();
            predictions.forEach(record -> ids.add(new String(record.key(), StandardCharsets.UTF_8)));
            assertThat(predictions).hasSize(2_000);
            assertThat(ids).hasSize(2_000);
            assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();
            assertThat(predictions)
                    .filteredOn(record -> new String(record.key(), StandardCharsets.UTF_8).matches("r1[5-9]\\d\\d"))
                    .hasSize(500)
                    .allSatisfy(record ->
                            assertThat(record.header("plumbline-version")).contains("v2"));
        }
    }

    private static Map<String, io.plumbline.contracts.control.VersionInfo> described(Optional<DesiredState> basis) {
        return Map.of("v0", basis.orElseThrow().versions().get("v1"));
    }

    private static <T> List<T> all(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void request(Bench bench, int from, int to) {
        IntStream.range(from, to).forEach(i -> bench.request("r" + i, i));
        bench.flush();
    }

    private static ControlClient control(Bench bench) {
        return new ControlClient(new KafkaLink(broker.bootstrapServers()), bench.topics());
    }

    /** An instance is ready a moment before its word of it can be read. */
    private static void awaitAllServing(Bench bench, int count, String version, int generation) {
        Awaitility.await(count + " instances serve " + version)
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .untilAsserted(
                        () -> assertThat(instances(bench)).hasSize(count).allSatisfy(instance -> assertThat(instance)
                                .containsEntry("versions", List.of(version))
                                .containsEntry("generation", generation)
                                .containsEntry("state", "serving")));
    }

    private static List<Map<String, Object>> instances(Bench bench) {
        return list(json(bench.model("status", "-o", "json")), "instances");
    }

    private static Map<String, Object> json(Ran ran) {
        return Json.read(ran.out().getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked") // What the command prints is what is tested.
    private static List<Map<String, Object>> list(Map<String, Object> json, String name) {
        return (List<Map<String, Object>>) json.get(name);
    }
}
