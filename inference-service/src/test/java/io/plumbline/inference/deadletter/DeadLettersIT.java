package io.plumbline.inference.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.cli.ExitCode;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void redrive_onceTheModelIsServed_answersEachLetterOnce(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            InferenceService service = serving(bench);
            for (int i = 0; i < 30; i++) {
                bench.ask("late", "r" + i, i);
            }
            bench.send("poison", "{\"inputs\":[{");
            bench.flush();
            bench.awaitCommitted(bench.topics().deadLetters(), 31);
            List<WireRecord> asked = bench.committed(bench.topics().requests());
            bench.checkpoint("late", 3);
            assertThat(bench.model("swap", "late", "v3").exitCode()).isZero();

            Ran dry = bench.deadLetters("redrive", "--reason", "unknown_model", "--dry-run", "-o", "json");
            assertThat(bench.committed(bench.topics().requests())).hasSameSizeAs(asked);
            Ran redrive =
                    bench.deadLetters("redrive", "--reason", "unknown_model", "--batch", "7", "--yes", "-o", "json");
            List<WireRecord> predictions = bench.awaitCommitted(bench.topics().predictions(), 30);
            Ran second = bench.deadLetters("redrive", "--reason", "unknown_model", "-o", "json");
            Ran rest = bench.deadLetters("redrive", "--all", "-o", "json");
            bench.awaitCommitted(bench.topics().deadLetters(), 32);
            bench.stop(service);

            assertThat(json(dry))
                    .containsEntry("dryRun", true)
                    .containsEntry("found", 30)
                    .containsEntry("sent", 0);
            assertThat(json(redrive)).containsEntry("sent", 30).containsEntry("transactions", 5);
            assertThat(redrive.err()).contains("sent 30 of 30");
            assertThat(predictions)
                    .extracting(DeadLettersIT::key)
                    .doesNotHaveDuplicates()
                    .hasSize(30);
            assertThat(json(second)).containsEntry("sent", 0).containsEntry("already", 30);
            assertThat(json(rest))
                    .as("the poison only")
                    .containsEntry("sent", 1)
                    .containsEntry("already", 30);
            List<WireRecord> requests = bench.committed(bench.topics().requests());
            assertThat(requests).hasSize(asked.size() + 31);
            for (WireRecord original : asked) {
                WireRecord sent = requests.stream()
                        .filter(request -> key(request).equals(key(original)) && request.offset() != original.offset())
                        .findFirst()
                        .orElseThrow();
                assertThat(sent.partition()).isEqualTo(original.partition());
                assertThat(sent.value()).isEqualTo(original.value());
                assertThat(sent.timestampMillis()).isEqualTo(original.timestampMillis());
                assertThat(sent.headers())
                        .extracting(WireHeader::name)
                        .containsExactly(Headers.REDRIVE_COUNT, Headers.REDRIVE_SOURCE);
                assertThat(sent.header(Headers.REDRIVE_COUNT)).contains("1");
            }
            assertThat(list(json(bench.deadLetters("list", "-o", "json")), "letters"))
                    .filteredOn(row -> row.get("redriven").equals(1))
                    .as("all but the poison's second letter")
                    .hasSize(31);
        }
    }

    @Test
    void redrive_ofAPoison_countsHowOften_againSendsItOnceMore(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            InferenceService service = serving(bench);
            bench.send("poison", "{\"inputs\":[{");
            bench.flush();
            WireRecord first =
                    bench.awaitCommitted(bench.topics().deadLetters(), 1).get(0);
            bench.deadLetters("redrive", first.where());
            WireRecord second =
                    bench.awaitCommitted(bench.topics().deadLetters(), 2).get(1);
            assertThat(second.header(Headers.REDRIVE_COUNT)).contains("1");
            assertThat(second.header(Headers.REDRIVE_SOURCE)).contains(first.source());

            Ran refused = bench.deadLetters("redrive", first.where(), "-o", "json");
            Ran again = bench.deadLetters("redrive", first.where(), "--again", "-o", "json");
            bench.awaitCommitted(bench.topics().deadLetters(), 3);
            bench.stop(service);
            Ran onward = bench.deadLetters(
                    "redrive", second.where(), "--to", bench.topics().labels(), "-o", "json");

            assertThat(json(refused)).containsEntry("sent", 0).containsEntry("already", 1);
            assertThat(json(again)).containsEntry("sent", 1);
            assertThat(bench.committed(bench.topics().requests()))
                    .extracting(request -> request.header(Headers.REDRIVE_COUNT).orElse("-"))
                    .containsExactly("-", "1", "2");
            assertThat(json(onward))
                    .containsEntry("targets", Map.of(bench.topics().labels(), 1));
            assertThat(bench.awaitCommitted(bench.topics().labels(), 1))
                    .singleElement()
                    .satisfies(sent -> {
                        assertThat(sent.value()).isEqualTo(first.value());
                        assertThat(sent.header(Headers.REDRIVE_COUNT)).contains("2");
                        assertThat(sent.headers()).hasSize(2);
                    });
        }
    }

    @Test
    void redrive_mistakes_sendNothing(@TempDir Path store) {
        try (Bench bench = new Bench(broker, store)) {
            Letters letters = new Letters(broker, bench.topics());
            letters.write(letters.of("p.gone", "k", "x"));
            letters.write(letters.truncated("k", "x"));
            letters.foreign("x");

            assertThat(bench.deadLetters("redrive").err())
                    .contains("name positions, a filter such as --reason, or --all");
            assertThat(bench.deadLetters("redrive", "--all", "0@1").exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(bench.deadLetters(
                                    "redrive", "--all", "--to", bench.topics().deadLetters())
                            .exitCode())
                    .isEqualTo(ExitCode.USAGE);
            Ran missing = bench.deadLetters("redrive", "0@999");
            assertThat(missing.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(missing.err()).contains("nothing was sent: no dead letter at [0@999]");
            Ran absent = bench.deadLetters("redrive", "--all");
            assertThat(absent.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(absent.err()).contains("topics [p.gone] do not exist");
            Ran elsewhere =
                    bench.deadLetters("redrive", "--all", "--to", bench.topics().requests(), "-o", "json");
            assertThat(json(elsewhere))
                    .containsEntry("sent", 1)
                    .containsEntry("truncated", 1)
                    .containsEntry("unreadable", 1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"between batches", "before the commit", "after the commit"})
    void crash_duplicatesNothingForAReaderOfCommitted(String when, @TempDir Path store) {
        try (Bench bench = new Bench(broker, store)) {
            Letters letters = new Letters(broker, bench.topics());
            for (int i = 0; i < 50; i++) {
                letters.write(letters.of(bench.topics().requests(), "r" + i, "{}"));
            }
            KafkaLink link = new KafkaLink(broker.bootstrapServers());
            RedriveOrder order = new RedriveOrder(LetterFilter.ALL, Optional.empty(), false, 10);
            int[] commits = {0};
            try (Redriver redriver = new Redriver(
                    link,
                    bench.topics(),
                    order,
                    () -> crashing(RedriveBatch.producer(link, bench.topics()), when, commits),
                    Clock.systemUTC())) {
                redriver.plan();
                assertThatThrownBy(() -> redriver.run(sent -> {
                            if (when.equals("between batches") && sent == 20) {
                                throw new Crash();
                            }
                        }))
                        .isInstanceOf(Crash.class);
            }

            Ran rest = bench.deadLetters("redrive", "--all", "-o", "json");
            Ran nothing = bench.deadLetters("redrive", "--all", "-o", "json");

            assertThat(json(rest)).containsEntry("sent", when.equals("before the commit") ? 40 : 30);
            assertThat(json(nothing)).containsEntry("sent", 0).containsEntry("already", 50);
            assertThat(bench.awaitCommitted(bench.topics().requests(), 50))
                    .extracting(DeadLettersIT::key)
                    .doesNotHaveDuplicates()
                    .hasSize(50);
        }
    }

    @Test
    void twoAtOnce_theEarlierIsToldBusy_nothingIsSentTwice(@TempDir Path store) {
        try (Bench bench = new Bench(broker, store)) {
            Letters letters = new Letters(broker, bench.topics());
            for (int i = 0; i < 30; i++) {
                letters.write(letters.of(bench.topics().requests(), "r" + i, "{}"));
            }
            RedriveOrder order = new RedriveOrder(LetterFilter.ALL, Optional.empty(), false, 10);
            List<Ran> later = new ArrayList<>();
            RedriveResult earlier;
            try (Redriver redriver = new Redriver(new KafkaLink(broker.bootstrapServers()), bench.topics(), order)) {
                redriver.plan();
                earlier = redriver.run(sent -> later.add(bench.deadLetters("redrive", "--all", "-o", "json")));
            }

            assertThat(earlier).isInstanceOf(RedriveResult.Busy.class);
            assertThat(earlier.sent()).isEqualTo(10);
            assertThat(later).singleElement().satisfies(ran -> assertThat(json(ran))
                    .containsEntry("sent", 20)
                    .containsEntry("already", 10));
            assertThat(bench.awaitCommitted(bench.topics().requests(), 30))
                    .extracting(DeadLettersIT::key)
                    .doesNotHaveDuplicates()
                    .hasSize(30);
        }
    }

    /** A producer whose process ends at its second commit: without a word to the broker, or with nothing but that word. */
    @SuppressWarnings("unchecked")
    private static Producer<byte[], byte[]> crashing(Producer<byte[], byte[]> real, String when, int[] commits) {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                DeadLettersIT.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, args) -> {
                    boolean second = method.getName().equals("commitTransaction") && ++commits[0] == 2;
                    if (second && when.equals("before the commit")) {
                        real.flush();
                        throw new Crash();
                    }
                    Object answer = method.invoke(real, args);
                    if (second && when.equals("after the commit")) {
                        throw new Crash();
                    }
                    return answer;
                });
    }

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
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
