package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.inference.model.Verification.Verified;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Graphs made to do harm, each in a checkpoint whose digests are right: refused with a reason by the verifier or the
 * loader, and the model that serves meanwhile answers afterwards as before.
 */
class HostileGraphTest {
    private static final LoadSettings SETTINGS = new LoadSettings(List.of(1, 2), 1, 100);
    private static final ModelLoader LOADER = new ModelLoader();
    private static ServedModel serving;

    @TempDir
    Path store;

    @BeforeAll
    static void serve() {
        serving = ((LoadOutcome.Loaded) LOADER.load(TinyCheckpoint.classifier().verified(), SETTINGS)).model();
    }

    @AfterEach
    void whatServes_servesOn() {
        serving.probe();
        assertThat(serving.nativeArrays()).isZero();
    }

    @AfterAll
    static void close() {
        serving.close();
    }

    /** Why it is refused, by whoever refuses it first. */
    private Verification.Refused refused(byte[] onnx) throws IOException {
        return refused(TinyCheckpoint.regression(onnx, 1));
    }

    private Verification.Refused refused(TinyCheckpoint checkpoint) throws IOException {
        Verification verification =
                new CheckpointVerifier().verify(checkpoint.write(store), "tiny", "v1", Optional.empty());
        if (verification instanceof Verification.Refused refused) {
            return refused;
        }
        LoadOutcome outcome = LOADER.load(((Verified) verification).checkpoint(), SETTINGS);
        if (outcome instanceof LoadOutcome.Loaded loaded) {
            loaded.model().close();
        }
        assertThat(outcome).isInstanceOf(LoadOutcome.Refused.class);
        LoadOutcome.Refused refused = (LoadOutcome.Refused) outcome;
        return new Verification.Refused(refused.reason(), refused.message());
    }

    private static byte[] good() {
        return TinyGraph.linear("value", 2f).bytes();
    }

    private static byte[] identityOf(TensorProto weights) {
        return new TinyGraph()
                .input("features", -1, 1)
                .initializer(weights)
                .node("Add", List.of("features", "W"), "value")
                .output("value", -1, 1)
                .bytes();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "w.bin",
                "../secret.bin",
                "/etc/hostname",
                "a/../../secret.bin",
                "link.bin",
                "hard.bin",
                "",
                // How ONNX Runtime itself notes that a tensor's bytes are at an address in memory.
                "*/_ORT_MEM_ADDR_/*"
            })
    void weightsElsewhere_areRefused_whereverTheyAre(String location) throws IOException {
        Path folder = TinyCheckpoint.regression(good(), 1).write(store);
        Path secret = Files.write(store.resolve("secret.bin"), new byte[4]);
        Files.write(folder.resolve("w.bin"), new byte[4]);
        Files.createSymbolicLink(folder.resolve("link.bin"), secret);
        Files.createLink(folder.resolve("hard.bin"), secret);
        TensorProto external = TensorProto.newBuilder()
                .setName("W")
                .addDims(1)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", "0"))
                .addExternalData(entry("length", "4"))
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .build();

        assertThat(refused(identityOf(external)).reason()).isEqualTo(RefusalReason.EXTERNAL_DATA);
        assertThat(refused(identityOf(external.toBuilder().clearExternalData().build()))
                        .reason())
                .isEqualTo(RefusalReason.EXTERNAL_DATA);
        assertThat(refused(identityOf(external.toBuilder().clearDataLocation().build()))
                        .reason())
                .isEqualTo(RefusalReason.EXTERNAL_DATA);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    /**
     * A field of the wrong wire type hides the one after it from a reader that takes it for the right one: the two bytes
     * that follow the first of the fixed 32 bits would open a field that covers the location.
     */
    @Test
    void weightsElsewhere_behindAFieldOfAnotherWireType_areRefused() throws IOException {
        ByteString rest = TensorProto.newBuilder()
                .addExternalData(entry("location", "../secret.bin"))
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .build()
                .toByteString();
        // Field 14 as fixed32; read as a varint it ends after one byte, and the other three open unknown field 100.
        byte[] hiding = {14 << 3 | 5, 0, (byte) 0xA2, 0x06, (byte) rest.size()};
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName("W").addDims(1).setDataType(TensorProto.DataType.FLOAT.getNumber());
        byte[] bytes = ByteString.copyFrom(hiding)
                .concat(rest)
                .concat(tensor.build().toByteString())
                .toByteArray();
        byte[] onnx = withInitializer(bytes);

        assertThat(refused(onnx).reason()).isEqualTo(RefusalReason.EXTERNAL_DATA);
    }

    /** A graph with an initializer of these very bytes, which protobuf's classes would write in order. */
    private static byte[] withInitializer(byte[] tensor) {
        GraphProto graph = new TinyGraph()
                .input("features", -1, 1)
                .node("Add", List.of("features", "W"), "value")
                .output("value", -1, 1)
                .graph();
        UnknownFieldSet initializer = UnknownFieldSet.newBuilder()
                .addField(
                        5,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(tensor))
                                .build())
                .build();
        return model(graph.toBuilder().setUnknownFields(initializer).build(), 17)
                .toByteArray();
    }

    private static ModelProto model(GraphProto graph, long opset) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
                .build();
    }

    static Stream<Arguments> oversized() {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName("W").setDataType(TensorProto.DataType.FLOAT.getNumber());
        return Stream.of(
                Arguments.of(
                        "4 TiB in no bytes", tensor.clone().addDims(1L << 40).setRawData(ByteString.EMPTY)),
                Arguments.of(
                        "more than a long counts",
                        tensor.clone().addDims(1L << 40).addDims(1L << 40)),
                Arguments.of(
                        "an overflow to 0", tensor.clone().addDims(1L << 32).addDims(1L << 32)),
                Arguments.of("a few too many", tensor.clone().addDims(1000).addFloatData(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oversized")
    void tensorThatClaimsMoreThanTheFileHolds_isRefused_beforeMemoryIsTaken(String name, TensorProto.Builder tensor)
            throws IOException {
        assertThat(refused(identityOf(tensor.build())).reason()).isEqualTo(RefusalReason.TOO_LARGE);
    }

    @Test
    void negativeDimension_isRefused() throws IOException {
        TensorProto tensor = TensorProto.newBuilder()
                .setName("W")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(-1)
                .addDims(-1)
                .addFloatData(1)
                .build();

        assertThat(refused(identityOf(tensor)).reason()).isEqualTo(RefusalReason.MALFORMED_GRAPH);
    }

    /** One number in a matrix of a million by a million: dense, once it is loaded. */
    @Test
    void sparseTensorThatIsHugeWhenDense_isRefused() throws IOException {
        GraphProto graph = new TinyGraph()
                        .input("features", -1, 1)
                        .node("Add", List.of("features", "W"), "value")
                        .output("value", -1, 1)
                        .graph()
                        .toBuilder()
                        .addSparseInitializer(SparseTensorProto.newBuilder()
                                .setValues(TensorProto.newBuilder()
                                        .setName("W")
                                        .setDataType(TensorProto.DataType.FLOAT.getNumber())
                                        .addDims(1)
                                        .addFloatData(1))
                                .setIndices(TensorProto.newBuilder()
                                        .setDataType(TensorProto.DataType.INT64.getNumber())
                                        .addDims(1)
                                        .addInt64Data(0))
                                .addDims(1L << 20)
                                .addDims(1L << 20))
                        .build();

        assertThat(refused(model(graph, 17).toByteArray()).reason()).isEqualTo(RefusalReason.TOO_LARGE);
    }

    @Test
    void everyPrefix_isRefused() throws IOException {
        byte[] onnx = good();
        for (int length = 0; length < onnx.length; length++) {
            assertThat(refused(Arrays.copyOf(onnx, length)).reason())
                    .as("first " + length + " of " + onnx.length + " bytes")
                    .isIn(RefusalReason.MALFORMED_GRAPH, RefusalReason.NOT_LOADABLE);
        }
    }

    @Test
    void randomBytes_areRefused() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            byte[] garbage = new byte[random.nextInt(600)];
            random.nextBytes(garbage);
            assertThat(refused(garbage).reason()).isEqualTo(RefusalReason.MALFORMED_GRAPH);
        }
    }

    /** With right digests a flipped bit may leave another valid graph; what must not happen is anything but yes or no. */
    @Test
    void flippedBits_withDigestsMadeAnew_areAnsweredByYesOrNo() throws IOException {
        byte[] onnx = good();
        Random random = new Random(13);
        int refused = 0;
        for (int i = 0; i < 64; i++) {
            byte[] flipped = onnx.clone();
            int bit = random.nextInt(flipped.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Path folder =
                    TinyCheckpoint.regression(flipped, 1).golden("[3.0]", 6f).write(store);
            Verification verification = new CheckpointVerifier().verify(folder, "tiny", "v1", Optional.empty());
            if (verification instanceof Verified verified
                    && LOADER.load(verified.checkpoint(), SETTINGS) instanceof LoadOutcome.Loaded loaded) {
                loaded.model().close();
            } else {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(32);
    }

    static Stream<Arguments> unloadable() {
        TinyGraph unknown = new TinyGraph()
                .input("features", -1, 1)
                .node("NoSuchOp", List.of("features"), "value")
                .output("value", -1, 1);
        TinyGraph circle = new TinyGraph()
                .input("features", -1, 1)
                .node("Add", List.of("features", "b"), "a")
                .node("Neg", List.of("a"), "b")
                .node("Neg", List.of("a"), "value")
                .output("value", -1, 1);
        TinyGraph twice = new TinyGraph()
                .input("features", -1, 1)
                .node("Neg", List.of("features"), "value")
                .node("Abs", List.of("features"), "value")
                .output("value", -1, 1);
        TinyGraph nowhere = new TinyGraph()
                .input("features", -1, 1)
                .node("Neg", List.of("nowhere"), "value")
                .output("value", -1, 1);
        return Stream.of(
                Arguments.of("unknown operator", unknown.bytes()),
                Arguments.of(
                        "operator set from the future",
                        model(TinyGraph.linear("value", 2f).graph(), 10_000).toByteArray()),
                Arguments.of(
                        "no operator set",
                        model(TinyGraph.linear("value", 2f).graph(), 17).toBuilder()
                                .clearOpsetImport()
                                .build()
                                .toByteArray()),
                Arguments.of("circle", circle.bytes()),
                Arguments.of("value given twice", twice.bytes()),
                Arguments.of("value given nowhere", nowhere.bytes()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unloadable")
    void graphThatContradictsItself_isRefusedByTheRuntime(String name, byte[] onnx) throws IOException {
        assertThat(refused(onnx).reason()).isEqualTo(RefusalReason.NOT_LOADABLE);
    }

    /** A call of a local function, whose only node is the call of that function. */
    @Test
    void functionThatCallsItself_isRefused() throws IOException {
        NodeProto call = NodeProto.newBuilder()
                .setOpType("again")
                .setDomain("local")
                .setName("call")
                .addInput("x")
                .addOutput("y")
                .build();
        GraphProto graph = new TinyGraph()
                .input("features", -1, 1).output("value", -1, 1).graph().toBuilder()
                        .addNode(call.toBuilder().setInput(0, "features").setOutput(0, "value"))
                        .build();
        byte[] onnx = model(graph, 17).toBuilder()
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1))
                .addFunctions(FunctionProto.newBuilder()
                        .setName("again")
                        .setDomain("local")
                        .addInput("x")
                        .addOutput("y")
                        .addNode(call)
                        .addOpsetImport(OperatorSetIdProto.newBuilder()
                                .setDomain("local")
                                .setVersion(1)))
                .build()
                .toByteArray();

        assertThat(refused(onnx).reason()).isEqualTo(RefusalReason.NOT_LOADABLE);
    }

    @Test
    void groupsNestedWithoutEnd_areRefused_notAnOverflow() throws IOException {
        byte[] groups = new byte[200_000];
        Arrays.fill(groups, (byte) (15 << 3 | 3));

        assertThat(refused(groups).reason()).isEqualTo(RefusalReason.MALFORMED_GRAPH);
    }

    /** The name of what wrote it puts another format's mark where ONNX Runtime looks for it. */
    @Test
    void graphThatLooksLikeAnotherFormat_isLoadedAsWhatWasScanned() throws IOException {
        byte[] mark = {2 << 3 | 2, 6, 0, 0, 'O', 'R', 'T', 'M'};
        byte[] onnx =
                ByteString.copyFrom(mark).concat(ByteString.copyFrom(good())).toByteArray();
        Path folder = TinyCheckpoint.regression(onnx, 1).golden("[3.0]", 6f).write(store);

        Verification verification = new CheckpointVerifier().verify(folder, "tiny", "v1", Optional.empty());
        LoadOutcome outcome = LOADER.load(((Verified) verification).checkpoint(), SETTINGS);

        assertThat(outcome).as(outcome.toString()).isInstanceOf(LoadOutcome.Loaded.class);
        ((LoadOutcome.Loaded) outcome).model().close();
    }

    static Stream<Arguments> training() {
        TensorProto yes = flag("mode", true);
        TinyGraph viaInitializer = new TinyGraph()
                .input("features", -1, 1)
                .weights("ratio", new long[0], 0.5f)
                .initializer(yes)
                .node("Dropout", List.of("features", "ratio", "mode"), "value")
                .output("value", -1, 1);
        TinyGraph viaConstant = new TinyGraph()
                .input("features", -1, 1)
                .weights("ratio", new long[0], 0.5f)
                .node("Constant", List.of(), "mode", tensor("value", yes))
                .node("Dropout", List.of("features", "ratio", "mode"), "value")
                .output("value", -1, 1);
        TinyGraph computed = new TinyGraph()
                .input("features", -1, 1)
                .weights("ratio", new long[0], 0.5f)
                .initializer(flag("off", false))
                .node("Not", List.of("off"), "mode")
                .node("Dropout", List.of("features", "ratio", "mode"), "value")
                .output("value", -1, 1);
        TinyGraph inABranch = new TinyGraph()
                .input("features", -1, 1)
                .initializer(flag("condition", true))
                .node("If", List.of("condition"), "value", branch(viaInitializer), branch(viaInitializer))
                .output("value", -1, 1);
        return Stream.of(
                Arguments.of("Dropout by an initializer", viaInitializer),
                Arguments.of("Dropout by a constant", viaConstant),
                Arguments.of("Dropout by something computed", computed),
                Arguments.of("Dropout in a branch", inABranch),
                Arguments.of("BatchNormalization by its attribute", normalized(TinyGraph.number("training_mode", 1))));
    }

    private static TensorProto flag(String name, boolean value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.BOOL.getNumber())
                .addInt32Data(value ? 1 : 0)
                .build();
    }

    private static AttributeProto tensor(String name, TensorProto tensor) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(tensor)
                .build();
    }

    private static AttributeProto branch(TinyGraph graph) {
        return AttributeProto.newBuilder()
                .setName("then_branch")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph.graph())
                .build();
    }

    private static TinyGraph normalized(AttributeProto... attributes) {
        return new TinyGraph()
                .input("features", -1, 1)
                .weights("scale", new long[] {1}, 1)
                .weights("bias", new long[] {1}, 0)
                .weights("mean", new long[] {1}, 0)
                .weights("variance", new long[] {1}, 1)
                .node(
                        "BatchNormalization",
                        List.of("features", "scale", "bias", "mean", "variance"),
                        "value",
                        attributes)
                .output("value", -1, 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("training")
    void nodeThatTrains_isRefused(String name, TinyGraph graph) throws IOException {
        Verification.Refused refused = refused(graph.bytes());

        assertThat(refused.reason()).isEqualTo(RefusalReason.TRAINING_MODE);
        assertThat(refused.message()).contains("exported for evaluation");
    }

    @Test
    void batchNormalization_thatGivesItsStatistics_trains() throws IOException {
        GraphProto graph = normalized().graph();
        GraphProto more = graph.toBuilder()
                .setNode(0, graph.getNode(0).toBuilder().addOutput("running_mean"))
                .build();

        assertThat(refused(model(more, 17).toByteArray()).reason()).isEqualTo(RefusalReason.TRAINING_MODE);
    }

    @Test
    void dropoutAndBatchNormalization_thatDoNotTrain_areServed() throws IOException {
        TinyGraph off = new TinyGraph()
                .input("features", -1, 1)
                .weights("ratio", new long[0], 0.5f)
                .initializer(flag("mode", false))
                .node("Constant", List.of(), "too", tensor("value", flag("", false)))
                .node("Dropout", List.of("features", "ratio", "mode"), "a")
                .node("Dropout", List.of("a", "ratio", "too"), "b")
                .node("Dropout", List.of("b", "ratio"), "value")
                .output("value", -1, 1);
        for (byte[] onnx : List.of(
                off.bytes(), normalized(TinyGraph.number("training_mode", 0)).bytes())) {
            Path folder = TinyCheckpoint.regression(onnx, 1).write(store);
            Verification verification = new CheckpointVerifier().verify(folder, "tiny", "v1", Optional.empty());
            LoadOutcome outcome = LOADER.load(((Verified) verification).checkpoint(), SETTINGS);
            assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
            ((LoadOutcome.Loaded) outcome).model().close();
        }
    }

    /** It would go into a status record and a log line. */
    @Test
    void whatAHostileNameSays_isPrintable_andBounded() throws IOException {
        String name = "No\nSuch\u001b[31mOp".repeat(1000);
        byte[] onnx = new TinyGraph()
                .input("features", -1, 1)
                .node(name, List.of("features"), "value")
                .output("value", -1, 1)
                .bytes();

        Verification.Refused refused = refused(onnx);

        assertThat(refused.message()).hasSizeLessThan(2100).doesNotContain("\n").doesNotContain("\u001b");
    }

    @Test
    void fileOfAnotherSizeThanTheManifestSays_isNotRead() throws IOException {
        Path folder = TinyCheckpoint.regression(good(), 1).write(store);
        try (var file =
                Files.newByteChannel(folder.resolve(Manifest.MODEL_FILE), java.nio.file.StandardOpenOption.WRITE)) {
            // A hole as large as the largest file: on disk it is nothing.
            file.position(CheckpointVerifier.MAX_FILE_BYTES - 1);
            file.write(java.nio.ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
        }

        Verification verification = new CheckpointVerifier().verify(folder, "tiny", "v1", Optional.empty());

        assertThat(((Verification.Refused) verification).reason()).isEqualTo(RefusalReason.WRONG_DIGEST);
    }
}
