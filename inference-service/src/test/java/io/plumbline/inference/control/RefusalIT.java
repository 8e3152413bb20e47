package io.plumbline.inference.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.testing.Bench;
import io.plumbline.inference.testing.Bench.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A checkpoint that must not serve is refused with its reason, by the command and by the instance; the old one goes on. */
class RefusalIT {
    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path directory) {
        broker = Bench.startBroker(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** Writes a checkpoint v2 of the model tiny that has something wrong with it. */
    interface Spoiler {
        void write(Bench bench) throws IOException;
    }

    static Stream<Arguments> spoiled() {
        return Stream.of(
                Arguments.of("one flipped bit", "wrong_digest", (Spoiler) bench -> {
                    Path onnx = bench.checkpoint(2).resolve(Manifest.MODEL_FILE);
                    byte[] bytes = Files.readAllBytes(onnx);
                    bytes[bytes.length / 2] ^= 4;
                    Files.write(onnx, bytes);
                }),
                Arguments.of("truncated file", "wrong_digest", (Spoiler) bench -> {
                    Path onnx = bench.checkpoint(2).resolve(Manifest.MODEL_FILE);
                    byte[] bytes = Files.readAllBytes(onnx);
                    Files.write(onnx, Arrays.copyOf(bytes, bytes.length - 1));
                }),
                Arguments.of("truncated before the manifest was made", "malformed_graph", (Spoiler) bench -> {
                    byte[] bytes = TinyGraph.linear("value", 2).bytes();
                    TinyCheckpoint.regression(Arrays.copyOf(bytes, bytes.length - 10), 1)
                            .named("tiny", "v2")
                            .write(bench.store());
                }),
                Arguments.of("wrong shape", "wrong_shape", (Spoiler) bench -> TinyCheckpoint.regression(
                                TinyGraph.linear("value", 2, 3).bytes(), 1)
                        .named("tiny", "v2")
                        .write(bench.store())),
                Arguments.of("failing golden sample", "golden_mismatch", (Spoiler) bench -> {
                    TinyCheckpoint.regression(TinyGraph.linear("value", 2).bytes(), 1)
                            .named("tiny", "v2")
                            .golden("[3.0]", 7f)
                            .write(bench.store());
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiled")
    void spoiledCheckpoint_isRefusedByCommandAndInstance_oldVersionGoesOn(
            String name, String reason, Spoiler spoiler, @TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            bench.checkpoint(1);
            bench.model("swap", "tiny", "v1", "--no-wait");
            InferenceService service = bench.startReady("a");
            spoiler.write(bench);

            Ran verified = bench.model("swap", "tiny", "v2");
            Ran unverified = bench.model("swap", "tiny", "v2", "--no-verify", "-o", "json");

            assertThat(verified.exitCode()).isEqualTo(4);
            assertThat(verified.err()).contains("nothing was changed").contains(reason);
            assertThat(unverified.exitCode()).as(unverified.err()).isEqualTo(4);
            assertThat(unverified.out()).contains("refused, rolled back").contains(reason);
            assertThat(service.ready().ok()).isTrue();
            ControlClient control = new ControlClient(new KafkaLink(broker.bootstrapServers()), bench.topics());
            DesiredState state = control.state("tiny").orElseThrow();
            assertThat(state.champion()).isEqualTo("v1");
            assertThat(state.generation()).isEqualTo(3);
            bench.request("r1", 5);
            bench.flush();
            assertThat(bench.awaitCommitted(bench.topics().predictions(), 1)
                            .get(0)
                            .header("plumbline-version"))
                    .contains("v1");
            assertThat(bench.registry(service)
                            .getSampleValue(
                                    "inference_model_swap_total",
                                    new String[] {"model", "result"},
                                    new String[] {"tiny", "refused"}))
                    .isEqualTo(1);
        }
    }

    @Test
    void refusedAtStart_isNotReadyWithTheReason_andConsumesNothing_untilSwapped(@TempDir Path store) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            Path onnx = bench.checkpoint(1).resolve(Manifest.MODEL_FILE);
            bench.checkpoint(2);
            byte[] bytes = Files.readAllBytes(onnx);
            bytes[bytes.length / 2] ^= 1;
            Files.write(onnx, bytes);
            bench.model("swap", "tiny", "v1", "--no-wait", "--no-verify");
            bench.request("r1", 5);
            bench.flush();

            InferenceService service = bench.start("a");

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> service.ready().reason().contains("wrong_digest"));
            assertThat(service.ready().ok()).isFalse();
            assertThat(bench.committed(bench.topics().predictions())).isEmpty();
            assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();

            Ran swap = bench.model("swap", "tiny", "v2");

            assertThat(swap.exitCode()).as(swap.err()).isZero();
            Bench.awaitReady(service);
            assertThat(bench.awaitCommitted(bench.topics().predictions(), 1)
                            .get(0)
                            .header("plumbline-version"))
                    .contains("v2");
        }
    }
}
