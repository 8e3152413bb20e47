package io.plumbline.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.DeadLetterCodec;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.testing.Bench;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One bad record among a hundred good ones costs one dead letter and nothing else. */
class PoisonIT {
    private static EmbeddedBroker broker;
    private static Bench bench;
    private static InferenceService service;
    private static int cases;

    @BeforeAll
    static void start(@TempDir Path directory, @TempDir Path store) throws Exception {
        broker = Bench.startBroker(directory);
        bench = new Bench(broker, store);
        bench.checkpoint(1);
        TinyCheckpoint.regression(TinyGraph.lookup(10f, 11f, 12f).bytes(), 1)
                .named("table", "v1")
                .write(store);
        bench.model("swap", "tiny", "v1", "--no-wait");
        bench.model("swap", "table", "v1", "--no-wait");
        service = bench.startReady("a");
    }

    @AfterAll
    static void stop() {
        bench.close();
        broker.close();
    }

    static Stream<Arguments> poisons() {
        String wrongShape = "{\"model_name\":\"tiny\",\"id\":\"bad\",\"inputs\":[{\"name\":\"features\","
                + "\"datatype\":\"FP32\",\"shape\":[1,3],\"data\":[1,2,3]}]}";
        return Stream.of(
                Arguments.of("broken JSON", "{\"id\":\"bad\",\"inputs\":[{", RejectReason.MALFORMED),
                Arguments.of("wrong shape", wrongShape, RejectReason.WRONG_SHAPE),
                Arguments.of("unknown model", Bench.request("other", "bad", 1), RejectReason.UNKNOWN_MODEL),
                Arguments.of(
                        "NaN in JSON",
                        Bench.request("tiny", "bad", 1).replace("[1.0]", "[NaN]"),
                        RejectReason.NON_FINITE_INPUT),
                Arguments.of(
                        "infinite input",
                        Bench.request("tiny", "bad", 1).replace("[1.0]", "[1e39]"),
                        RejectReason.NON_FINITE_INPUT),
                Arguments.of("empty value", "", RejectReason.EMPTY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("poisons")
    void poisonAmongGoodOnes_oneDeadLetterWithItsBytes(String name, String poison, RejectReason reason) {
        String key = "case" + cases++ + "-";
        int predictedBefore = bench.committed(bench.topics().predictions()).size();
        int lettersBefore = bench.committed(bench.topics().deadLetters()).size();

        for (int i = 0; i < 100; i++) {
            if (i == 50) {
                bench.send(key + "poison", poison);
            }
            bench.ask("tiny", key + i, i);
        }
        bench.flush();

        List<WireRecord> letters = bench.awaitCommitted(bench.topics().deadLetters(), lettersBefore + 1);
        List<WireRecord> predictions = bench.awaitCommitted(bench.topics().predictions(), predictedBefore + 100);
        assertThat(predictions).hasSize(predictedBefore + 100);
        assertThat(ofCase(predictions, key)).hasSize(100);
        assertThat(ofCase(letters, key)).hasSize(1).hasSize(letters.size() - lettersBefore);
        DeadLetter letter = letter(ofCase(letters, key).get(0));
        assertThat(letter.reason()).isEqualTo(reason);
        assertThat(letter.message()).isNotBlank();
        assertThat(letter.record().topic()).isEqualTo(bench.topics().requests());
        assertThat(new String(letter.record().key(), StandardCharsets.UTF_8)).isEqualTo(key + "poison");
        assertThat(new String(letter.record().value(), StandardCharsets.UTF_8)).isEqualTo(poison);
    }

    @Test
    void recordThatBreaksItsWholeBatch_isFoundAndTheRestAnswered() {
        int predictedBefore = bench.committed(bench.topics().predictions()).size();
        int lettersBefore = bench.committed(bench.topics().deadLetters()).size();

        for (int i = 0; i < 100; i++) {
            // 7 is beyond the table: ONNX Runtime fails the whole batch.
            bench.ask("table", "table-" + i, i == 50 ? 7 : i % 3);
        }
        bench.flush();

        List<WireRecord> letters = bench.awaitCommitted(bench.topics().deadLetters(), lettersBefore + 1);
        List<WireRecord> predictions = bench.awaitCommitted(bench.topics().predictions(), predictedBefore + 99);
        assertThat(ofCase(predictions, "table-")).hasSize(99);
        DeadLetter letter = letter(ofCase(letters, "table-").get(0));
        assertThat(letter.reason()).isEqualTo(RejectReason.MODEL_FAILED);
        assertThat(letter.version()).contains("v1");
        assertThat(new String(letter.record().key(), StandardCharsets.UTF_8)).isEqualTo("table-50");
        assertThat(bench.registry(service).getSampleValue("inference_poison_bisect_total"))
                .isPositive();
        assertThat(service.ready().ok()).isTrue();
    }

    @Test
    void severalThatBreakTheirBatch_besideOthersOfAnotherShape_areAllFound_andNobodyElse() {
        int predictedBefore = bench.committed(bench.topics().predictions()).size();
        int lettersBefore = bench.committed(bench.topics().deadLetters()).size();
        Set<Integer> breaking = Set.of(3, 4, 5, 31, 32, 90, 99);
        Set<Integer> otherShape = Set.of(0, 6, 33, 89);

        for (int i = 0; i < 100; i++) {
            String body = Bench.request("table", "mixed-" + i, breaking.contains(i) ? 7 : i % 3);
            bench.send("mixed-" + i, otherShape.contains(i) ? body.replace("[1,1]", "[1,1,1]") : body);
        }
        bench.flush();

        List<WireRecord> letters = bench.awaitCommitted(bench.topics().deadLetters(), lettersBefore + 11);
        List<WireRecord> predictions = bench.awaitCommitted(bench.topics().predictions(), predictedBefore + 89);
        assertThat(ofCase(predictions, "mixed-")).hasSize(89);
        assertThat(ofCase(letters, "mixed-")).hasSize(11).allSatisfy(record -> {
            int number = Integer.parseInt(new String(record.key(), StandardCharsets.UTF_8).substring(6));
            assertThat(letter(record).reason())
                    .as("record %d", number)
                    .isEqualTo(
                            breaking.contains(number)
                                    ? RejectReason.MODEL_FAILED
                                    : otherShape.contains(number) ? RejectReason.WRONG_SHAPE : null);
        });
    }

    private static List<WireRecord> ofCase(List<WireRecord> records, String prefix) {
        return records.stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).startsWith(prefix))
                .toList();
    }

    private static DeadLetter letter(WireRecord record) {
        return ((Decoded.Accepted<DeadLetter>) new DeadLetterCodec().decode(record)).value();
    }
}
