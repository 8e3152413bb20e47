package io.plumbline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.FileDigest;
import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.checkpoint.Histogram;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Parity;
import io.plumbline.contracts.checkpoint.ReferenceProfile;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Decoded.Accepted;
import io.plumbline.contracts.event.Decoded.Rejected;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestCodecTest {
    private final ManifestCodec codec = new ManifestCodec();

    private static Manifest manifest(Task task) {
        return manifest(task, Optional.empty());
    }

    private static Manifest manifest(Task task, Optional<Decision> decision) {
        return new Manifest(
                1,
                "fashion",
                "20261123-190000-0123abcd",
                Instant.parse("2026-11-23T19:00:00Z"),
                task,
                List.of(new TensorSpec("features", Datatype.FP32, List.of(-1L, 3L))),
                List.of(new TensorSpec("probabilities", Datatype.FP32, List.of(-1L, 2L))),
                List.of(
                        new Step.Impute("area", 1500),
                        new Step.Log1p("area"),
                        new Step.Standardize("area", 7.25, 0.5),
                        new Step.OneHot("kind", List.of("house", "flat")),
                        new Step.Assemble("features", List.of("area", "kind")),
                        new Step.ScaleImage("image", 1 / 255.0, 0.2860, 0.3530)),
                Map.of(
                        "model.onnx", new FileDigest("ab".repeat(32), 1234),
                        "golden.jsonl", new FileDigest("cd".repeat(32), 99)),
                Map.of("seed", 7, "data", Map.of("sha256", "ef"), "libraries", List.of("djl 0.35.1")),
                Map.of("accuracy", new MetricEstimate(0.87, 0.86, 0.88)),
                new ReferenceProfile(
                        Map.of(
                                "area", new Histogram(List.of(0.0, 1.0, 2.0), List.of(), List.of(3L, 4L)),
                                "kind", new Histogram(List.of(), List.of("house", "flat"), List.of(5L, 2L))),
                        Map.of()),
                Optional.of(new Parity(1e-6, 2e-5, 512)),
                decision);
    }

    @Test
    void everyTask_comesBackAsItWas() {
        for (Task task : List.of(
                new Task.Classification(List.of("Sneaker", "Bag")),
                new Task.Regression("USD"),
                new Task.Ranking(List.of(0, 1, 2, 3, 4)))) {
            Manifest manifest = manifest(task);
            assertThat(codec.decode(codec.encode(manifest), "manifest.json")).isEqualTo(new Accepted<>(manifest));
        }
    }

    @Test
    void aDecision_comesBackAsItWas_andIsValidUnderOurSchema() throws IOException {
        Manifest manifest =
                manifest(new Task.Classification(List.of("Sneaker", "Bag")), Optional.of(new Decision("Bag", 0.37)));

        byte[] written = codec.encode(manifest);

        String json = new String(written, StandardCharsets.UTF_8);
        assertThat(codec.decode(written, "manifest.json")).isEqualTo(new Accepted<>(manifest));
        assertThat(json).contains("\"positive\" : \"Bag\"").contains("\"threshold\" : 0.37");
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
        assertThat(schema().validate(json.replace("0.37", "1.37"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(
                                json.replace("\"Sneaker\", \"Bag\"", "\"Sneaker\", \"Bag\", \"Coat\""),
                                InputFormat.JSON))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.37, 1.37, decision.threshold is 1.37",
        "0.37, \"high\", threshold",
        "\"threshold\", \"treshold\", threshold",
        "\"positive\" : \"Bag\", \"positive\" : \"Coat\", decision.positive is 'Coat'",
        "'\"Sneaker\", \"Bag\"', '\"Sneaker\", \"Bag\", \"Coat\"', decision.positive is 'Bag'"
    })
    void aDecisionThatCannotBe_isRefused(String good, String bad, String named) {
        String json = new String(
                codec.encode(manifest(
                        new Task.Classification(List.of("Sneaker", "Bag")), Optional.of(new Decision("Bag", 0.37)))),
                StandardCharsets.UTF_8);
        String broken = json.replace(good, bad);
        assertThat(broken).isNotEqualTo(json);

        assertThat(codec.decode(broken.getBytes(StandardCharsets.UTF_8), "manifest.json"))
                .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.describe())
                        .contains(named));
    }

    @Test
    void thePositiveClass_isAnnounced_fromTheThresholdOn() {
        Decision bag = new Decision("Bag", 0.375);
        List<String> labels = List.of("Sneaker", "Bag");
        assertThat(bag.announced(labels, index -> index == 1 ? 0.375 : 0.625)).isOne();
        assertThat(bag.announced(labels, index -> index == 1 ? 0.374 : 0.626)).isZero();
        Decision sneaker = new Decision("Sneaker", 0.9);
        assertThat(sneaker.announced(labels, index -> index == 0 ? 0.8 : 0.2)).isOne();
        assertThat(sneaker.announced(labels, index -> index == 0 ? 0.95 : 0.05)).isZero();
    }

    @Test
    void whatWeWrite_isValidUnderOurSchema_andABrokenOneIsNot() throws IOException {
        String json = new String(
                codec.encode(manifest(new Task.Classification(List.of("Sneaker", "Bag")))), StandardCharsets.UTF_8);
        Schema schema = schema();

        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(json.replace("\"labels\"", "\"lables\""), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema.validate(json.replace("abab", "ABAB"), InputFormat.JSON))
                .isNotEmpty();
    }

    private static Schema schema() throws IOException {
        try (InputStream resource = ManifestCodec.class.getResourceAsStream(ManifestCodec.SCHEMA_RESOURCE)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(resource.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\" : 1      | \"format\" : 2        | format",
                "\"fashion\"         | \"../../etc\"         | model",
                "\"model.onnx\"      | \"../model.onnx\"     | model.onnx",
                "abababab            | zzzzzzzz              | sha256",
                "\"classification\"  | \"clustering\"        | task",
                "-1, 3               | 3, -1                 | batch",
                "\"std\" : 0.5       | \"std\" : 0           | std",
                "\"created\"         | \"createt\"           | created"
            })
    void aBrokenManifest_isRefused_andTheMessageNamesWhatIsWrong(String good, String bad, String named) {
        String json = new String(
                codec.encode(manifest(new Task.Classification(List.of("Sneaker", "Bag")))), StandardCharsets.UTF_8);
        String normalized = json.replace("[ -1, 3 ]", "[-1, 3]");
        String broken = normalized.replace(good, bad);
        assertThat(broken).isNotEqualTo(normalized);

        Decoded<Manifest> decoded = codec.decode(broken.getBytes(StandardCharsets.UTF_8), "manifest.json");

        assertThat(decoded).isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.describe())
                .contains(named)
                .contains("manifest.json"));
    }

    @Test
    void goldenSamples_comeBackAsTheyWere_andABrokenLineIsNamed() {
        GoldenCodec golden = new GoldenCodec();
        List<Tensor> outputs = List.of(Tensor.floats("value", new long[] {1, 1}, 1.5f));
        byte[] body = "{\"features\":{\"a\":1}}".getBytes(StandardCharsets.UTF_8);
        byte[] file = golden.encode(List.of(
                new GoldenSample(WireFormat.JSON, body, outputs),
                new GoldenSample(WireFormat.OCTET_STREAM, new byte[] {1, 2, 3, 4}, outputs)));

        List<GoldenSample> back = ((Accepted<List<GoldenSample>>) golden.decode(file, "golden.jsonl")).value();

        assertThat(back).hasSize(2);
        assertThat(back.get(0).body()).isEqualTo(body);
        assertThat(back.get(1).body()).isEqualTo(new byte[] {1, 2, 3, 4});
        assertThat(back.get(1).outputs()).isEqualTo(outputs);
        byte[] broken = new String(file, StandardCharsets.UTF_8)
                .replace("octet", "octal")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(golden.decode(broken, "golden.jsonl"))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.where()).startsWith("golden.jsonl line 2"));
    }
}
