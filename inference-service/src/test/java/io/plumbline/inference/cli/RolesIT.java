package io.plumbline.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.control.IdShare;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Challenger, shadow, promotion, rollback and history, as an operator sees them. */
class RolesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

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
    void challenge_promote_rollback_history(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.checkpoint(2);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService a = bench.startReady("a", "kafka.heartbeat.interval.ms=200");
            InferenceService b = bench.startReady("b");
            Awaitility.await("both are heard of")
                    .atMost(PATIENCE)
                    .until(() -> instances(bench).size() == 2);

            Ran challenge = bench.model("challenge", "tiny", "v2", "--share", "0.3", "--reason", "a try", "-o", "json");
            request(bench, 0, 300);
            List<WireRecord> predictions = bench.awaitCommitted(bench.topics().predictions(), 300);

            assertThat(challenge.exitCode()).as(challenge.err()).isZero();
            assertThat(json(challenge)).containsEntry("challenger", "v2").containsEntry("share", 0.3);
            assertThat(predictions).hasSize(300).allSatisfy(record -> {
                boolean challenged = IdShare.of(id(record)) < 0.3;
                assertThat(record.header("plumbline-role")).contains(challenged ? "challenger" : "champion");
                assertThat(record.header("plumbline-version")).contains(challenged ? "v2" : "v1");
            });
            for (InferenceService service : List.of(a, b)) {
                Awaitility.await("both answered")
                        .atMost(PATIENCE)
                        .until(() -> records(bench.registry(service), "v2", "predicted") > 0);
            }

            Ran promote = bench.model("promote", "tiny", "--reason", "better");
            assertThat(promote.exitCode()).as(promote.err()).isZero();
            assertThat(promote.out()).contains("tiny v2: serving (2 of the instances)");
            Ran rollback = bench.model("rollback", "tiny");
            assertThat(rollback.exitCode()).as(rollback.err()).isZero();
            assertThat(rollback.out()).contains("tiny v1: serving");
            Ran forward = bench.model("rollback", "tiny", "--to", "v2");
            assertThat(forward.exitCode()).as(forward.err()).isZero();

            List<Map<String, Object>> states = list(json(bench.model("history", "tiny", "-o", "json")), "states");
            assertThat(states).extracting(state -> state.get("champion")).containsExactly("v2", "v1", "v2", "v1", "v1");
            assertThat(states).extracting(state -> state.get("generation")).containsExactly(5, 4, 3, 2, 1);
            assertThat(states.get(3)).containsEntry("challenger", "v2").containsEntry("reason", "a try");
            Ran table = bench.model("history", "tiny", "--limit", "2");
            assertThat(table.out().lines()).hasSize(3);
            assertThat(table.out()).contains("rollback from v2");
        }
    }

    @Test
    void shadow_predictsBesideTheChampion_onceAndCounted_untilItsRoleEnds(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.checkpoint(2);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService a = bench.startReady("a");

            Ran shadow = bench.model("shadow", "tiny", "v2");
            request(bench, 0, 500);
            CollectorRegistry registry = bench.registry(a);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> records(registry, "v1", "predicted") == 500
                            && records(registry, "v2", "shadowed") + skipped(registry, "v2") == 500);

            assertThat(shadow.exitCode()).as(shadow.err()).isZero();
            double shadowed = records(registry, "v2", "shadowed");
            assertThat(shadowed).isPositive();
            Map<String, Integer> byIdAndRole = new HashMap<>();
            for (WireRecord record : bench.committed(bench.topics().predictions())) {
                byIdAndRole.merge(id(record) + record.header("plumbline-role").orElseThrow(), 1, Integer::sum);
            }
            assertThat(byIdAndRole).hasSize((int) (500 + shadowed)).values().containsOnly(1);

            Ran off = bench.model("shadow", "tiny", "v2", "--off");
            request(bench, 500, 600);
            Awaitility.await().atMost(PATIENCE).until(() -> records(registry, "v1", "predicted") == 600);

            assertThat(off.exitCode()).as(off.err()).isZero();
            assertThat(records(registry, "v2", "shadowed")).isEqualTo(shadowed);
            assertThat(list(json(bench.model("status", "-o", "json")), "instances"))
                    .singleElement()
                    .satisfies(instance -> assertThat(instance).containsEntry("versions", List.of("v1")));
        }
    }

    @Test
    void status_saysFromWhichOffsetOfEachPartitionAVersionServed(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.checkpoint(2);
            bench.model("swap", "tiny", "v1", "--no-wait");
            bench.startReady("a");
            request(bench, 0, 100);
            bench.awaitCommitted(bench.topics().predictions(), 100);
            bench.model("swap", "tiny", "v2");
            request(bench, 100, 200);

            Map<String, Integer> firstOfV2 = new HashMap<>();
            for (WireRecord record : bench.awaitCommitted(bench.topics().predictions(), 200)) {
                String[] source =
                        record.header("plumbline-source").orElseThrow().split("-");
                if (record.header("plumbline-version").orElseThrow().equals("v2")) {
                    firstOfV2.merge(source[source.length - 2], Integer.parseInt(source[source.length - 1]), Math::min);
                }
            }

            Map<String, Object> newest = Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () -> list(
                                            list(json(bench.model("status", "-o", "json")), "instances")
                                                    .get(0),
                                            "served")
                                    .get(0),
                            served -> served.get("generation").equals(2)
                                    && ((Map<?, ?>) served.get("offsets")).size() == Bench.PARTITIONS);
            assertThat(newest.get("offsets")).isEqualTo(firstOfV2);
            assertThat(newest).containsEntry("versions", List.of("v2"));
            assertThat(bench.model("status").out()).contains("0@" + firstOfV2.get("0"));
        }
    }

    @Test
    void changesThatMakeNoSense_areUsageErrors_andChangeNothing(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            for (int version = 1; version <= 3; version++) {
                bench.checkpoint(version);
            }
            Ran unknown = bench.model("promote", "tiny");
            bench.model("swap", "tiny", "v1", "--no-wait");
            bench.model("challenge", "tiny", "v2", "--share", "0.1", "--no-wait");

            assertUsage(bench.model("swap", "tiny", "v2"), "'v2' is the challenger");
            assertUsage(bench.model("challenge", "tiny", "v2", "--share", "0"), "more than 0 and less than 1");
            assertUsage(bench.model("challenge", "tiny", "v2", "--share", "1"), "promote it");
            assertUsage(bench.model("challenge", "tiny", "v3", "--share", "0.1"), "'v2' is the challenger");
            assertUsage(bench.model("challenge", "tiny", "v3"), "--share SHARE");
            assertUsage(bench.model("challenge", "tiny", "--off", "--share", "0.1"), "no share");
            assertUsage(bench.model("shadow", "tiny", "v1"), "cannot shadow itself");
            assertUsage(bench.model("shadow", "tiny"), "model shadow tiny VERSION");
            assertUsage(bench.model("promote", "tiny", "v3"), "'v3' plays no role");
            assertUsage(bench.model("rollback", "tiny", "--to", "v3"), "was no champion");
            assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(unknown.err()).contains("begin with: model swap tiny VERSION");
            assertThat(bench.model("challenge", "tiny", "--off", "--no-wait").exitCode())
                    .isZero();
            assertUsage(bench.model("promote", "tiny"), "no challenger to promote");
            assertThat(list(json(bench.model("history", "tiny", "-o", "json")), "states"))
                    .hasSize(3);
        }
    }

    @Test
    void rollbackTo_otherBytesThanServedThen_isRefused(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            Path old = bench.checkpoint(1);
            bench.checkpoint(2);
            bench.model("swap", "tiny", "v1", "--no-wait");
            bench.model("swap", "tiny", "v2", "--no-wait");
            Path other = bench.checkpoint("other", 7);
            for (String file : List.of("model.onnx", "manifest.json", "golden.jsonl")) {
                byte[] bytes = Files.readAllBytes(other.resolve(file));
                Files.write(
                        old.resolve(file),
                        file.equals("manifest.json")
                                ? new String(bytes, StandardCharsets.UTF_8)
                                        .replace("\"other\"", "\"tiny\"")
                                        .replace("\"v7\"", "\"v1\"")
                                        .getBytes(StandardCharsets.UTF_8)
                                : bytes);
            }

            Ran rollback = bench.model("rollback", "tiny", "--to", "v1");

            assertThat(rollback.exitCode()).as(rollback.err()).isEqualTo(ExitCode.REFUSED);
            assertThat(rollback.err()).contains("in the store has checkpoint").contains("generation 1");
        }
    }

    private static void assertUsage(Ran ran, String message) {
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains(message);
    }

    private static List<Map<String, Object>> instances(Bench bench) {
        return list(json(bench.model("status", "-o", "json")), "instances");
    }

    private static void request(Bench bench, int from, int to) {
        IntStream.range(from, to).forEach(i -> bench.request("r" + i, i));
        bench.flush();
    }

    private static String id(WireRecord record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static double records(CollectorRegistry registry, String version, String outcome) {
        Double value = registry.getSampleValue(
                "inference_records_total",
                new String[] {"model", "model_version", "outcome"},
                new String[] {"tiny", version, outcome});
        return value == null ? 0 : value;
    }

    private static double skipped(CollectorRegistry registry, String version) {
        double sum = 0;
        for (String reason : List.of("late", "failed", "too_large")) {
            Double value = registry.getSampleValue(
                    "inference_shadow_skipped_total",
                    new String[] {"model", "model_version", "reason"},
                    new String[] {"tiny", version, reason});
            sum += value == null ? 0 : value;
        }
        return sum;
    }

    private static Map<String, Object> json(Ran ran) {
        return Json.read(ran.out().getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked") // What the command prints is what is tested.
    private static List<Map<String, Object>> list(Map<String, Object> json, String name) {
        return (List<Map<String, Object>>) json.get(name);
    }
}
