package io.plumbline.inference.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.model.trust.ManifestSignature;
import io.plumbline.inference.model.trust.SigningKey;
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
    private static Bench shared;
    private static InferenceService service;

    @BeforeAll
    static void start(@TempDir Path directory, @TempDir Path store) throws Exception {
        broker = Bench.startBroker(directory);
        shared = new Bench(broker, store);
        service = shared.start("a");
        Bench.awaitListening(service);
    }

    @AfterAll
    static void stop() {
        shared.close();
        broker.close();
    }

    /** Writes a checkpoint v2 of a model that has something wrong with it. */
    interface Spoiler {
        void write(Bench bench, String model) throws IOException;
    }

    static Stream<Arguments> spoiled() {
        return Stream.of(
                Arguments.of("one flipped bit", "wrong_digest", (Spoiler) (bench, model) -> {
                    Path onnx = bench.checkpoint(model, 2).resolve(Manifest.MODEL_FILE);
                    byte[] bytes = Files.readAllBytes(onnx);
                    bytes[bytes.length / 2] ^= 4;
                    Files.write(onnx, bytes);
                }),
                Arguments.of("truncated file", "wrong_digest", (Spoiler) (bench, model) -> {
                    Path onnx = bench.checkpoint(model, 2).resolve(Manifest.MODEL_FILE);
                    byte[] bytes = Files.readAllBytes(onnx);
                    Files.write(onnx, Arrays.copyOf(bytes, bytes.length - 1));
                }),
                Arguments.of("truncated before the manifest was made", "malformed_graph", (Spoiler) (bench, model) -> {
                    byte[] bytes = TinyGraph.linear("value", 2).bytes();
                    TinyCheckpoint.regression(Arrays.copyOf(bytes, bytes.length - 10), 1)
                            .named(model, "v2")
                            .write(bench.store());
                }),
                Arguments.of("wrong shape", "wrong_shape", (Spoiler) (bench, model) -> TinyCheckpoint.regression(
                                TinyGraph.linear("value", 2, 3).bytes(), 1)
                        .named(model, "v2")
                        .write(bench.store())),
                Arguments.of("failing golden sample", "golden_mismatch", (Spoiler) (bench, model) -> {
                    TinyCheckpoint.regression(TinyGraph.linear("value", 2).bytes(), 1)
                            .named(model, "v2")
                            .golden("[3.0]", 7f)
                            .write(bench.store());
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiled")
    void spoiledCheckpoint_isRefusedByCommandAndInstance_oldVersionGoesOn(String name, String reason, Spoiler spoiler)
            throws Exception {
        String model = reason + "-" + name.replace(' ', '-');
        shared.checkpoint(model, 1);
        assertThat(shared.model("swap", model, "v1").exitCode()).isZero();
        Bench.awaitReady(service);
        spoiler.write(shared, model);
        int before = shared.committed(shared.topics().predictions()).size();

        Ran verified = shared.model("swap", model, "v2");
        Ran unverified = shared.model("swap", model, "v2", "--no-verify", "-o", "json");

        assertThat(verified.exitCode()).isEqualTo(4);
        assertThat(verified.err()).contains("nothing was changed").contains(reason);
        assertThat(unverified.exitCode()).as(unverified.err()).isEqualTo(4);
        assertThat(unverified.out()).contains("refused, rolled back").contains(reason);
        assertThat(service.ready().ok()).isTrue();
        ControlClient control = new ControlClient(new KafkaLink(broker.bootstrapServers()), shared.topics());
        DesiredState state = control.state(model).orElseThrow();
        assertThat(state.champion()).isEqualTo("v1");
        assertThat(state.generation()).as("refused as 2, taken back as 3").isEqualTo(3);
        shared.ask(model, "r-" + model, 5);
        shared.flush();
        assertThat(shared.awaitCommitted(shared.topics().predictions(), before + 1))
                .filteredOn(
                        record -> record.header("plumbline-model").orElseThrow().equals(model))
                .singleElement()
                .satisfies(
                        record -> assertThat(record.header("plumbline-version")).contains("v1"));
        assertThat(shared.registry(service)
                        .getSampleValue("inference_model_swap_total", new String[] {"model", "result"}, new String[] {
                            model, "refused"
                        }))
                .isEqualTo(1);
    }

    /** Its own instance, which trusts one key and tries everything in a child process. */
    @Test
    void signatureAndTrial_guardTheInstance_oldVersionGoesOn(@TempDir Path store, @TempDir Path keys) throws Exception {
        try (Bench bench = new Bench(broker, store)) {
            SigningKey key = SigningKey.generate();
            Path trusted = Files.writeString(keys.resolve("signing.pub"), key.publicPem());
            sign(bench.checkpoint(1), key);
            bench.checkpoint(2);
            sign(bench.checkpoint(3), SigningKey.generate());
            byte[] large = TinyGraph.padded(TinyGraph.linear("value", 4).bytes(), 128 << 20);
            sign(TinyCheckpoint.regression(large, 1).named("tiny", "v4").write(store), key);
            InferenceService instance = bench.start(
                    "a",
                    "signature.keys=" + trusted,
                    "signature.required=true",
                    "load.probe=process",
                    "load.probe.memory=512MiB");
            Bench.awaitListening(instance);

            Ran signed = bench.model("swap", "tiny", "v1");
            Ran unsigned = bench.model("swap", "tiny", "v2", "--no-verify");
            Ran strangers = bench.model("swap", "tiny", "v3", "--no-verify");
            Ran tooLarge = bench.model("swap", "tiny", "v4", "--no-verify");

            assertThat(signed.exitCode()).as(signed.err()).isZero();
            assertThat(unsigned.exitCode()).isEqualTo(4);
            assertThat(unsigned.err() + unsigned.out()).contains("unsigned");
            assertThat(strangers.exitCode()).isEqualTo(4);
            assertThat(strangers.err() + strangers.out()).contains("untrusted_key");
            assertThat(tooLarge.exitCode()).isEqualTo(4);
            assertThat(tooLarge.err() + tooLarge.out()).contains("probe_failed").contains("ran out of memory");
            bench.request("r1", 5);
            bench.flush();
            assertThat(bench.awaitCommitted(bench.topics().predictions(), 1)
                            .get(0)
                            .header("plumbline-version"))
                    .contains("v1");
            assertThat(instance.ready().ok()).isTrue();
        }
    }

    private static void sign(Path checkpoint, SigningKey key) throws IOException {
        byte[] manifest = Files.readAllBytes(checkpoint.resolve(Manifest.MANIFEST_FILE));
        Files.write(
                checkpoint.resolve(ManifestSignature.FILE), key.sign(manifest).encode());
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

            InferenceService instance = bench.start("a");

            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> instance.ready().reason().contains("wrong_digest"));
            assertThat(instance.ready().ok()).isFalse();
            assertThat(bench.committed(bench.topics().predictions())).isEmpty();
            assertThat(bench.committed(bench.topics().deadLetters())).isEmpty();

            Ran swap = bench.model("swap", "tiny", "v2");

            assertThat(swap.exitCode()).as(swap.err()).isZero();
            Bench.awaitReady(instance);
            assertThat(bench.awaitCommitted(bench.topics().predictions(), 1)
                            .get(0)
                            .header("plumbline-version"))
                    .contains("v2");
        }
    }
}
