package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.inference.model.Verification.Refused;
import io.plumbline.inference.model.Verification.Verified;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointVerifierTest {
    private final CheckpointVerifier verifier = new CheckpointVerifier();

    @TempDir
    Path store;

    @Test
    void checkpoint_asTrained_isVerified_andHoldsTheBytesItHashed() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        byte[] onnx = Files.readAllBytes(folder.resolve(Manifest.MODEL_FILE));

        Verification verification = verifier.verify(folder, "tiny", "v1", Optional.of(Digests.sha256(onnx)));

        VerifiedCheckpoint checkpoint = ((Verified) verification).checkpoint();
        Files.write(folder.resolve(Manifest.MODEL_FILE), new byte[] {1, 2, 3});
        assertThat(checkpoint.onnx()).isEqualTo(onnx);
        assertThat(checkpoint.manifest().checkpoint()).isEqualTo(Digests.sha256(onnx));
        assertThat(checkpoint.golden()).hasSize(1);
    }

    @Test
    void oneFlippedBit_inTheModel_isRefused_whereverItIs() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        Path file = folder.resolve(Manifest.MODEL_FILE);
        byte[] onnx = Files.readAllBytes(file);
        Random random = new Random(42);

        for (int i = 0; i < 64; i++) {
            byte[] flipped = onnx.clone();
            int bit = random.nextInt(flipped.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertThat(refusal(folder)).as("bit " + bit).isEqualTo(RefusalReason.WRONG_DIGEST);
        }
    }

    @Test
    void oneFlippedBit_inTheGoldenSamples_isRefused() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        Path file = folder.resolve(Manifest.GOLDEN_FILE);
        byte[] golden = Files.readAllBytes(file);
        golden[golden.length / 2] ^= 1;
        Files.write(file, golden);

        assertThat(refusal(folder)).isEqualTo(RefusalReason.WRONG_DIGEST);
    }

    @Test
    void fileWithAByteMore_isRefused() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        Path file = folder.resolve(Manifest.MODEL_FILE);
        byte[] onnx = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(onnx, onnx.length + 1));

        Refused refused = (Refused) verifier.verify(folder, "tiny", "v1", Optional.empty());

        assertThat(refused.reason()).isEqualTo(RefusalReason.WRONG_DIGEST);
        assertThat(refused.message())
                .contains("has " + (onnx.length + 1) + " bytes")
                .contains("expects " + onnx.length)
                .contains(file.toString());
    }

    @Test
    void truncatedGraph_whoseDigestsAreRight_isRefused() throws IOException {
        byte[] onnx = TinyGraph.softmax(TinyCheckpoint.WIDTH, 3, TinyCheckpoint.WEIGHTS, TinyCheckpoint.BIAS)
                .bytes();
        for (int keep : new int[] {0, 1, 10, onnx.length / 2, onnx.length - 10}) {
            Path folder = TinyCheckpoint.classifier(Arrays.copyOf(onnx, keep)).write(store);
            assertThat(refusal(folder)).as("first " + keep + " bytes").isEqualTo(RefusalReason.MALFORMED_GRAPH);
        }
    }

    @Test
    void graphNestedWithoutEnd_isRefused_notAnOverflow() throws IOException {
        byte[] nested = new byte[0];
        for (int i = 0; i < 200; i++) {
            // Field 6 of an attribute is a graph, 1 of a graph a node, 5 of a node an attribute.
            nested = field(5, field(6, field(1, nested)));
        }
        Path folder = TinyCheckpoint.classifier(field(7, field(1, nested))).write(store);

        assertThat(refusal(folder)).isEqualTo(RefusalReason.MALFORMED_GRAPH);
    }

    @Test
    void weightsInAnotherFile_areRefused_alsoDeepInside() throws IOException {
        TensorProto external = TensorProto.newBuilder()
                .setName("W2")
                .setDataType(1)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .build();
        byte[] onTop = new TinyGraph()
                .input("features", -1, 4)
                .initializer(external)
                .node("Softmax", List.of("features"), "probabilities")
                .output("probabilities", -1, 3)
                .bytes();
        byte[] inABranch = new TinyGraph()
                .input("features", -1, 4)
                .node(
                        "If",
                        List.of("c"),
                        "probabilities",
                        AttributeProto.newBuilder()
                                .setName("then_branch")
                                .setType(AttributeProto.AttributeType.GRAPH)
                                .setG(new TinyGraph().initializer(external).graph())
                                .build())
                .output("probabilities", -1, 3)
                .bytes();

        assertThat(refusal(TinyCheckpoint.classifier(onTop).write(store))).isEqualTo(RefusalReason.EXTERNAL_DATA);
        assertThat(refusal(TinyCheckpoint.classifier(inABranch).write(store))).isEqualTo(RefusalReason.EXTERNAL_DATA);
    }

    @Test
    void checkpointOfAnotherName_isRefused() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);

        assertThat(refusal(verifier.verify(folder, "other", "v1", Optional.empty())))
                .isEqualTo(RefusalReason.WRONG_NAME);
        assertThat(refusal(verifier.verify(folder, "tiny", "v2", Optional.empty())))
                .isEqualTo(RefusalReason.WRONG_NAME);
    }

    @Test
    void checkpointThatTheDesiredStateDoesNotName_isRefused() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);

        assertThat(refusal(verifier.verify(folder, "tiny", "v1", Optional.of("0".repeat(64)))))
                .isEqualTo(RefusalReason.WRONG_CHECKPOINT);
    }

    @Test
    void whatIsNotThere_isRefused() throws IOException {
        assertThat(refusal(store.resolve("tiny/v1"))).isEqualTo(RefusalReason.MISSING);
        Path folder = TinyCheckpoint.classifier().write(store);
        Files.delete(folder.resolve(Manifest.GOLDEN_FILE));
        assertThat(refusal(folder)).isEqualTo(RefusalReason.MISSING);
        Files.delete(folder.resolve(Manifest.MANIFEST_FILE));
        assertThat(refusal(folder)).isEqualTo(RefusalReason.MISSING);
    }

    @Test
    void manifestThatIsNoManifest_isRefused() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        for (String json : List.of("", "{", "[]", "{\"format\":1}", "null", "{\"format\":2}")) {
            Files.writeString(folder.resolve(Manifest.MANIFEST_FILE), json);
            assertThat(refusal(folder)).as(json).isEqualTo(RefusalReason.MALFORMED_MANIFEST);
        }
    }

    @Test
    void manifestWithoutEnd_isRefused_beforeItIsRead() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        Files.write(folder.resolve(Manifest.MANIFEST_FILE), new byte[(int) CheckpointVerifier.MAX_MANIFEST_BYTES + 1]);

        assertThat(refusal(folder)).isEqualTo(RefusalReason.TOO_LARGE);
    }

    @Test
    void goldenSamplesThatAreNone_areRefused() throws IOException {
        TinyCheckpoint checkpoint = TinyCheckpoint.classifier();
        Path folder = checkpoint.write(store);
        byte[] garbage = "{\"content_type\":\"application/json\"}".getBytes(StandardCharsets.UTF_8);
        String manifest = Files.readString(folder.resolve(Manifest.MANIFEST_FILE))
                .replace(checkpoint.manifest().files().get(Manifest.GOLDEN_FILE).sha256(), Digests.sha256(garbage))
                .replaceAll(
                        "(?<=" + Digests.sha256(garbage) + "\",\\s{0,40}\"bytes\" : )\\d+",
                        Integer.toString(garbage.length));
        Files.write(folder.resolve(Manifest.GOLDEN_FILE), garbage);
        Files.writeString(folder.resolve(Manifest.MANIFEST_FILE), manifest);

        assertThat(refusal(folder)).isEqualTo(RefusalReason.MALFORMED_GOLDEN);
    }

    @Test
    void linkOutOfTheFolder_isRefused_linkWithinIsNot() throws IOException {
        Path folder = TinyCheckpoint.classifier().write(store);
        Path model = folder.resolve(Manifest.MODEL_FILE);
        Path outside = Files.move(model, store.resolve("elsewhere.onnx"));
        Files.createSymbolicLink(model, outside);
        assertThat(refusal(folder)).isEqualTo(RefusalReason.OUTSIDE_FOLDER);

        Files.delete(model);
        Files.createSymbolicLink(model, Files.move(outside, folder.resolve("blob")));
        assertThat(verifier.verify(folder, "tiny", "v1", Optional.empty())).isInstanceOf(Verified.class);
    }

    @Test
    void storeBehindALink_isRead() throws IOException {
        TinyCheckpoint.classifier().write(Files.createDirectory(store.resolve("real")));
        Files.createSymbolicLink(store.resolve("mounted"), store.resolve("real"));

        assertThat(verifier.verify(store.resolve("mounted/tiny/v1"), "tiny", "v1", Optional.empty()))
                .isInstanceOf(Verified.class);
    }

    private RefusalReason refusal(Path folder) throws IOException {
        return refusal(verifier.verify(folder, "tiny", "v1", Optional.empty()));
    }

    private static RefusalReason refusal(Verification verification) {
        assertThat(verification).isInstanceOf(Refused.class);
        return ((Refused) verification).reason();
    }

    private static byte[] field(int number, byte[] content) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        out.write(number << 3 | 2);
        int length = content.length;
        while (length >= 0x80) {
            out.write(length & 0x7F | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
