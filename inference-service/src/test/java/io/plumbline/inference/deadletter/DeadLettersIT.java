package io.plumbline.inference.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.cli.ExitCode;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dead-letters commands against a broker and letters that the service itself wrote. */
class DeadLettersIT {
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
    void list_andShow_tellWhatTheServiceRefused(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            InferenceService service = serving(bench);
            bench.send("poison", "{\"id\":\"bad\",\"inputs\":[{salary4711");
            for (int i = 0; i < 5; i++) {
                bench.ask("other", "r" + i, 4711);
            }
            bench.flush();
            List<WireRecord> letters = bench.awaitCommitted(bench.topics().deadLetters(), 6);
            bench.stop(service);
            WireRecord poison = letters.stream()
                    .filter(letter -> key(letter).equals("poison"))
                    .findFirst()
                    .orElseThrow();

            Ran all = bench.deadLetters("list", "-o", "json");
            Ran table = bench.deadLetters("list", "--limit", "2");
            Ran some = bench.deadLetters(
                    "list", "--reason", "unknown_model", "--model", "other", "--since", "-7d", "-o", "json");
            Ran none = bench.deadLetters("list", "--until", "-7d", "-o", "json");
            Ran future = bench.deadLetters("list", "--since", "2100-01-01T00:00:00Z", "-o", "json");
            Path raw = store.resolve("raw");
            Ran shown = bench.deadLetters("show", poison.where(), "--raw", raw.toString(), "-o", "json");
            Ran text = bench.deadLetters("show", poison.partition() + "@" + poison.offset());
            Ran missing = bench.deadLetters("show", "0@999");

            assertThat(all.exitCode()).as(all.err()).isZero();
            assertThat(json(all))
                    .containsEntry("total", 6)
                    .containsEntry("reasons", Map.of("malformed", 1, "unknown_model", 5));
            assertThat(list(json(all), "letters")).hasSize(6).allSatisfy(row -> assertThat(row)
                    .containsKeys("position", "time", "source", "id", "reason", "error")
                    .containsEntry("redriven", 0));
            assertThat(times(all)).isSorted();
            assertThat(all.out() + table.out()).as("no feature value").doesNotContain("4711");
            assertThat(table.out()).contains("POSITION").containsPattern("all +6");
            assertThat(table.out()
                            .lines()
                            .filter(line -> line.startsWith(bench.topics().deadLetters())))
                    .hasSize(2);
            assertThat(table.err()).contains("the newest 2 of 6 are shown");
            assertThat(json(some)).containsEntry("total", 5);
            assertThat(json(none)).containsEntry("total", 0);
            assertThat(json(future)).containsEntry("total", 0);
            assertThat(json(shown))
                    .containsEntry("reason", "malformed")
                    .containsEntry("key", "poison")
                    .containsEntry("value", new String(poison.value(), StandardCharsets.UTF_8));
            assertThat(list(json(shown), "headers"))
                    .extracting(header -> header.get("name"))
                    .contains("__dlq.errors.topic", "plumbline-error-reason");
            assertThat(Files.readAllBytes(raw)).isEqualTo(poison.value());
            assertThat(text.out())
                    .contains("{\"id\":\"bad\",\"inputs\":[{salary4711")
                    .contains("plumbline-error-reason");
            assertThat(missing.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(missing.err()).contains("no dead letter at 0@999");
        }
    }

    @Test
    void mistakes_areUsage_andAwayBrokersAreNotReady(@TempDir Path store) {
        try (Bench bench = new Bench(broker, store)) {
            assertThat(bench.deadLetters("show", "17").exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(bench.deadLetters("show", "other.dead-letters-0@17").exitCode())
                    .isEqualTo(ExitCode.USAGE);
            assertThat(bench.deadLetters("list", "--reason", "bad").err()).contains("expected one of malformed");
            assertThat(bench.deadLetters("list", "--since", "yesterday").err()).contains("is no time");
            assertThat(bench.deadLetters().exitCode()).isEqualTo(ExitCode.USAGE);
            Ran away = bench.deadLetters(
                    "list", "--kafka", "bootstrap.servers=127.0.0.1:1", "--kafka", "default.api.timeout.ms=500");
            assertThat(away.exitCode()).as(away.err()).isEqualTo(ExitCode.NOT_READY);
        }
    }

    private static InferenceService serving(Bench bench) throws Exception {
        bench.checkpoint(1);
        bench.model("swap", "tiny", "v1", "--no-wait");
        return bench.startReady("a");
    }

    private static List<String> times(Ran ran) {
        return list(json(ran), "letters").stream()
                .map(row -> (String) row.get("time"))
                .toList();
    }

    private static String key(WireRecord record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> json(Ran ran) {
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return Json.read(ran.out().getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> object, String key) {
        return (List<Map<String, Object>>) object.get(key);
    }
}
