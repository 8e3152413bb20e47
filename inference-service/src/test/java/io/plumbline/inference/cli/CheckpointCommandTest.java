package io.plumbline.inference.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.codec.GoldenCodec;
import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.ItemOutcome;
import io.plumbline.inference.model.LoadOutcome;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.Prepared;
import io.plumbline.inference.model.ServedModel;
import io.plumbline.inference.model.TinyGraph;
import io.plumbline.inference.model.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs as exporters write them, imported by command and loaded as an instance loads them. */
class CheckpointCommandTest {
    private static final String RESOURCES = "/io/plumbline/inference/model/importing/";
    private static final String IRIS = "sepal_length,sepal_width,petal_length,petal_width";

    @TempDir
    Path folder;

    private record Ran(int exitCode, String out, String err) {}

    private Ran run(String... args) {
        List<String> all = new ArrayList<>(List.of("checkpoint"));
        all.addAll(Arrays.asList(args));
        all.addAll(List.of("--store", store().toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = RootCommand.commandLine(new NoService())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private static final class NoService implements ServeCommand.Service {
        @Override
        public List<Setting<?>> settings() {
            return List.of();
        }

        @Override
        public int run(Settings settings) {
            throw new AssertionError("nothing here serves");
        }
    }

    private Ran importing(byte[] onnx, String... options) throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), onnx);
        List<String> args = new ArrayList<>(List.of("import", file.toString(), "--model", "m", "-o", "json"));
        args.addAll(Arrays.asList(options));
        return run(args.toArray(String[]::new));
    }

    private Path store() {
        return folder.resolve("store");
    }

    private static Manifest manifest(Ran ran) {
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        Object folder = Json.read(ran.out().getBytes(StandardCharsets.UTF_8)).get("folder");
        return load(Path.of(String.valueOf(folder)), model -> model.manifest());
    }

    private static Path folder(Ran ran) {
        return Path.of(String.valueOf(
                Json.read(ran.out().getBytes(StandardCharsets.UTF_8)).get("folder")));
    }

    private interface Use<T> {
        T of(ServedModel model);
    }

    /** As an instance does it. */
    private static <T> T load(Path checkpoint, Use<T> use) {
        try {
            Verification verification = new CheckpointVerifier()
                    .verify(
                            checkpoint,
                            checkpoint.getParent().getFileName().toString(),
                            checkpoint.getFileName().toString(),
                            Optional.empty());
            assertThat(verification).isInstanceOf(Verification.Verified.class);
            LoadOutcome outcome = new ModelLoader()
                    .load(
                            ((Verification.Verified) verification).checkpoint(),
                            new LoadSettings(List.of(1, 2, 4, 8), 1, 100));
            assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
            ServedModel model = ((LoadOutcome.Loaded) outcome).model();
            try {
                return use.of(model);
            } finally {
                model.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ItemOutcome.Answered ask(ServedModel model, String body) {
        WireRecord record = new WireRecord(
                "t",
                0,
                0,
                0,
                null,
                body.getBytes(StandardCharsets.UTF_8),
                List.of(WireHeader.of(Headers.CONTENT_TYPE, WireFormat.JSON.contentType())));
        Request request = ((Decoded.Accepted<Request>) new RequestCodec().decode(record)).value();
        Decoded<Prepared> prepared = model.prepare(request, "t");
        assertThat(prepared).isInstanceOf(Decoded.Accepted.class);
        return (ItemOutcome.Answered) model.predict(List.of(((Decoded.Accepted<Prepared>) prepared).value()))
                .get(0);
    }

    private void assertNothingWritten() throws IOException {
        if (Files.exists(store())) {
            try (Stream<Path> left = Files.walk(store())) {
                assertThat(left.filter(Files::isRegularFile)).isEmpty();
            }
            assertThat(new CheckpointStore(store()).versions("m")).isEmpty();
            try (Stream<Path> left = Files.walk(store())) {
                assertThat(left.map(Path::getFileName).map(Path::toString))
                        .noneMatch(name -> name.startsWith(".writing"));
            }
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = CheckpointCommandTest.class.getResourceAsStream(RESOURCES + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    @Test
    void classifierOfPyTorch_isServedWithPyTorchsAnswers() throws IOException {
        byte[] onnx = resource("torch-classifier.onnx");

        Ran ran = importing(onnx, "--labels", "setosa,versicolor,virginica", "--logits", "--feature-names", IRIS);

        Manifest manifest = manifest(ran);
        assertThat(manifest.version())
                .matches("\\d{8}-\\d{6}-" + manifest.checkpoint().substring(0, 8));
        assertThat(manifest.parity()).isEmpty();
        assertThat(manifest.training())
                .containsEntry("imported", true)
                .containsEntry("source", "model.onnx")
                .containsEntry("source_sha256", Digests.sha256(onnx))
                .containsEntry("producer", "pytorch 1.13.0")
                .containsEntry("golden", "drawn with seed 42");
        assertThat(manifest.training().get("opset")).hasToString("{ai.onnx=13}");
        assertThat(Files.readAllLines(folder(ran).resolve(Manifest.GOLDEN_FILE)))
                .hasSize(8)
                .allMatch(line -> line.contains("petal_width"));
        List<String> lines = new String(resource("torch-classifier.jsonl"), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(lines).hasSize(6);
        load(folder(ran), model -> {
            for (String line : lines) {
                Map<String, Object> row = Json.read(line.getBytes(StandardCharsets.UTF_8));
                Tensor got =
                        ask(model, Json.write(row.get("request"))).outputs().get(0);
                List<?> expected = (List<?>) row.get("probabilities");
                assertThat(got.name()).isEqualTo("probabilities");
                for (int i = 0; i < 3; i++) {
                    assertThat(got.doubleAt(i)).isCloseTo(((Number) expected.get(i)).doubleValue(), offset(1e-6));
                }
            }
            return 0;
        });
    }

    @Test
    void logits_areNotTakenForProbabilities() throws IOException {
        Ran ran = importing(resource("torch-classifier.onnx"), "--labels", "a,b,c");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.err()).contains("expected probabilities").contains("--logits");
        assertNothingWritten();
    }

    /** As skl2onnx writes a classifier without ZipMap. */
    private static TinyGraph labelAndProbabilities() {
        return TinyGraph.softmax(2, 2, new float[] {1, -1, 0.5f, 2}, new float[] {0, 0.1f})
                .node(
                        "ArgMax",
                        List.of("probabilities"),
                        "label",
                        TinyGraph.number("axis", 1),
                        TinyGraph.number("keepdims", 0))
                .output("label", TensorProto.DataType.INT64, -1);
    }

    @Test
    void ofLabelAndProbabilities_theProbabilitiesAreServed() throws IOException {
        Ran ran = importing(labelAndProbabilities().bytes(), "--labels", "no,yes");

        Manifest manifest = manifest(ran);
        assertThat(manifest.task()).isEqualTo(new Task.Classification(List.of("no", "yes")));
        assertThat(manifest.outputs()).hasSize(1);
        assertThat(manifest.training().get("changes"))
                .hasToString("['probabilities' kept as [-1, 2], outputs dropped: label]");
        ItemOutcome.Answered answered = load(
                folder(ran),
                model -> ask(
                        model,
                        "{\"inputs\":[{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[0,3]}]}"));
        assertThat(answered.label()).contains("yes");
    }

    @Test
    void fileThatIsRightAlready_keepsItsBytes() throws IOException {
        byte[] onnx = TinyGraph.linear("value", 2, -1).bytes();

        Manifest manifest = manifest(importing(onnx, "--unit", "USD", "--version", "v1"));

        assertThat(manifest.checkpoint()).isEqualTo(Digests.sha256(onnx));
        assertThat(manifest.task()).isEqualTo(new Task.Regression("USD"));
        assertThat(manifest.version()).isEqualTo("v1");
        assertThat(manifest.training()).doesNotContainKey("changes");
    }

    @Test
    void severalNumbers_areAskedFor_andTheNamedOneIsServed() throws IOException {
        byte[] onnx = TinyGraph.linear("mean", 2, -1)
                .node("Neg", List.of("mean"), "deviation")
                .output("deviation", -1, 1)
                .bytes();

        Ran asked = importing(onnx, "--unit", "USD");
        Ran ran = importing(onnx, "--unit", "USD", "--output", "deviation", "--feature-names", "a,b");

        assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(asked.err()).contains("--output").contains("mean FP32[-1, 1], deviation FP32[-1, 1]");
        assertThat(manifest(ran).outputs().get(0).name()).isEqualTo("value");
        load(folder(ran), model -> {
            Tensor value =
                    ask(model, "{\"features\":{\"a\":3,\"b\":1}}").outputs().get(0);
            assertThat(value.doubleAt(0)).isEqualTo(-5);
            return 0;
        });
    }

    @Test
    void doubles_areServedAsTensors_andCannotHaveFeatureNames() throws IOException {
        byte[] onnx = new TinyGraph()
                .input("x", TensorProto.DataType.DOUBLE, -1, 2)
                .node("ReduceSum", List.of("x"), "variable", TinyGraph.number("keepdims", 1))
                .output("variable", TensorProto.DataType.DOUBLE, -1, 1)
                .bytes();
        byte[] sums = new TinyGraph()
                .input("x", TensorProto.DataType.DOUBLE, -1, 1)
                .node("Neg", List.of("x"), "variable")
                .output("variable", TensorProto.DataType.DOUBLE, -1, 1)
                .bytes();

        Ran mixed = importing(onnx, "--unit", "m");
        Ran named = importing(sums, "--unit", "m", "--feature-names", "a");
        Manifest manifest = manifest(importing(sums, "--unit", "m"));

        assertThat(mixed.exitCode()).as("sums over the batch").isEqualTo(ExitCode.REFUSED);
        assertThat(mixed.err()).contains("expected one row for each");
        assertThat(named.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(named.err()).contains("FP32[-1, 1]; the graph has x FP64[-1, 1]");
        assertThat(manifest.inputs().get(0).datatype()).isEqualTo(Datatype.FP64);
        assertThat(manifest.outputs().get(0).datatype()).isEqualTo(Datatype.FP64);
    }

    @Test
    void ranking_getsQueriesOfSeveralCandidates() throws IOException {
        Ran ran = importing(
                TinyGraph.linear("out", 2, -1).bytes(),
                "--grades",
                "0,1,2",
                "--feature-names",
                "price,stars",
                "--golden",
                "2");

        assertThat(manifest(ran).task()).isEqualTo(new Task.Ranking(List.of(0, 1, 2)));
        Decoded<List<GoldenSample>> golden =
                new GoldenCodec().decode(Files.readAllBytes(folder(ran).resolve(Manifest.GOLDEN_FILE)), "golden");
        List<GoldenSample> samples = ((Decoded.Accepted<List<GoldenSample>>) golden).value();
        assertThat(samples).hasSize(2);
        assertThat(samples.get(0).outputs().get(0).shape()).containsExactly(3);
    }

    @Test
    void samples_areTheFirstRequestsOfTheFile_inEitherForm() throws IOException {
        Path samples = Files.writeString(folder.resolve("requests.jsonl"), """
                {"id":"a","inputs":[{"name":"features","datatype":"FP32","shape":[1,2],"data":[1,2]}]}

                {"key":"b","contentType":"application/octet-stream","base64":"AACAPwAAAEA="}
                {"key":"c","value":{"id":"c","inputs":[{"name":"features","datatype":"FP32","shape":[1,2],"data":[5,6]}]}}
                """);

        Ran ran = importing(
                TinyGraph.linear("value", 2, -1).bytes(),
                "--unit",
                "USD",
                "--samples",
                samples.toString(),
                "--golden",
                "3");

        assertThat(manifest(ran).training()).containsEntry("golden", "from requests.jsonl");
        List<String> lines = Files.readAllLines(folder(ran).resolve(Manifest.GOLDEN_FILE));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).contains("application/octet-stream").contains("\"data\":[0.0]");
        assertThat(lines.get(2)).contains("\"data\":[4.0]");
    }

    @Test
    void noGolden_makesNone() throws IOException {
        Ran ran = importing(TinyGraph.linear("value", 2).bytes(), "--unit", "USD", "--golden", "0");

        assertThat(manifest(ran).files()).containsOnlyKeys(Manifest.MODEL_FILE);
        assertThat(folder(ran).resolve(Manifest.GOLDEN_FILE)).doesNotExist();
    }

    @Test
    void fixedBatchAxis_isRefused_withWhatToDo() throws IOException {
        byte[] onnx = new TinyGraph()
                .input("x", 1, 2)
                .node("Neg", List.of("x"), "value")
                .output("value", 1, 2)
                .bytes();

        Ran ran = importing(onnx, "--unit", "USD");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.err()).contains("input 'x' has shape [1, 2]").contains("dynamic_axes={'x': {0: 'batch'}}");
        assertNothingWritten();
    }

    @Test
    void openColumns_areToldByNamesOrByShape() throws IOException {
        byte[] onnx = new TinyGraph()
                .input("x", -1, -1)
                .weights("W", new long[] {2, 1}, 1, 1)
                .node("MatMul", List.of("x", "W"), "value")
                .output("value", -1, 1)
                .bytes();

        Ran asked = importing(onnx, "--unit", "USD");
        Ran byShape = importing(onnx, "--unit", "USD", "--input-shape", "x=2", "--version", "v1");
        Ran byNames = importing(onnx, "--unit", "USD", "--feature-names", "a,b", "--version", "v2");

        assertThat(asked.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(asked.err()).contains("--input-shape x=N");
        assertThat(manifest(byShape).inputs().get(0).shape()).containsExactly(-1L, 2L);
        assertThat(manifest(byNames).inputs().get(0).shape()).containsExactly(-1L, 2L);
    }

    @Test
    void zipMap_isRefused_withWhatToDo() throws IOException {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(1));
        TypeProto map = TypeProto.newBuilder()
                .setMapType(TypeProto.Map.newBuilder()
                        .setKeyType(TensorProto.DataType.INT64.getNumber())
                        .setValueType(TypeProto.newBuilder()
                                .setTensorType(TypeProto.Tensor.newBuilder()
                                        .setElemType(TensorProto.DataType.FLOAT.getNumber()))))
                .build();
        var graph = labelAndProbabilities().graph().toBuilder();
        graph.setOutput(
                0,
                ValueInfoProto.newBuilder()
                        .setName("output_probability")
                        .setType(TypeProto.newBuilder()
                                .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(map))));
        graph.addNode(NodeProto.newBuilder()
                .setOpType("ZipMap")
                .setDomain("ai.onnx.ml")
                .addInput("probabilities")
                .addOutput("output_probability")
                .addAttribute(TinyGraph.numbers("classlabels_int64s", 0, 1)));

        Ran ran = importing(model.setGraph(graph).build().toByteArray(), "--labels", "no,yes");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.err()).contains("output_probability (a sequence)").contains("options={'zipmap': False}");
        assertNothingWritten();
    }

    @Test
    void externalData_andGarbage_areRefused() throws IOException {
        byte[] external = new TinyGraph()
                .input("features", -1, 1)
                .initializer(TensorProto.newBuilder()
                        .setName("W")
                        .setDataType(1)
                        .addDims(1)
                        .addDims(1)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(StringStringEntryProto.newBuilder()
                                .setKey("location")
                                .setValue("w.bin"))
                        .build())
                .node("MatMul", List.of("features", "W"), "value")
                .output("value", -1, 1)
                .bytes();
        byte[] garbage = new byte[500];
        new Random(1).nextBytes(garbage);
        byte[] whole = TinyGraph.linear("value", 2).bytes();

        Ran outside = importing(external, "--unit", "USD");
        assertThat(outside.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(outside.err()).contains("external_data").contains("onnx.save");
        for (byte[] bytes : List.of(garbage, new byte[0], Arrays.copyOf(whole, whole.length - 9))) {
            Ran ran = importing(bytes, "--unit", "USD");
            assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.REFUSED);
            assertThat(ran.err()).startsWith("refused, ").doesNotContain("\tat ");
        }
        assertNothingWritten();
    }

    @Test
    void answersThatAreNotFinite_areRefused_andNothingIsLeft() throws IOException {
        byte[] onnx = new TinyGraph()
                .input("x", -1, 1)
                .node("Log", List.of("x"), "value")
                .output("value", -1, 1)
                .bytes();

        Ran ran = importing(onnx, "--unit", "USD");

        assertThat(ran.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.err()).contains("NaN or infinite").contains("--samples");
        assertNothingWritten();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--golden 2                     | does not tell the task",
                "--task ranking                 | a ranking needs --grades",
                "--task regression              | a regression needs --unit",
                "--task regression --grades 1   | options speak of [ranking, regression]",
                "--unit m --output nothing      | --output names 'nothing', the graph has: out FP32[-1, 1]",
                "--unit m --feature-names a,a   | expected each once",
                "--unit m --feature-names a     | --feature-names has 1 names",
                "--unit m --input-shape y=2     | the graph has inputs [features]",
                "--unit m --input-shape x=a     | expected the dimensions after the batch",
                "--unit m --golden -1           | --golden is -1",
                "--unit m --version ../v        | version is '../v'",
                "--unit m --logits              | --logits needs a classification",
                "--task other                   | Invalid value for option '--task'",
            })
    void mistakeInTheOptions_isUsage(String options, String message) throws IOException {
        Ran ran = importing(
                TinyGraph.linear("out", 2, -1).bytes(), options.strip().split(" +"));

        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains(message);
        assertNothingWritten();
    }

    @Test
    void filesThatAreNotThere_orNotWhatTheyShouldBe_areASentence() throws IOException {
        byte[] onnx = TinyGraph.linear("value", 2, -1).bytes();
        String bad =
                Files.writeString(folder.resolve("bad.jsonl"), "{\"features\":").toString();
        String other = Files.writeString(folder.resolve("other.jsonl"), "{\"features\":{\"a\":1}}")
                .toString();

        assertThat(run("import", folder.resolve("none.onnx").toString(), "--model", "m")
                        .err())
                .isEqualToIgnoringNewLines("there is no file " + folder.resolve("none.onnx"));
        for (Ran ran : List.of(
                importing(onnx, "--unit", "m", "--samples", "none.jsonl"),
                importing(onnx, "--unit", "m", "--samples", bad),
                importing(onnx, "--unit", "m", "--samples", other),
                importing(onnx, "--labels-file", "none.txt"))) {
            assertThat(ran.exitCode()).as(ran.err()).isEqualTo(ExitCode.FAILED);
            assertThat(ran.err().lines()).hasSize(1);
        }
        assertNothingWritten();
    }

    @Test
    void versionThatIsThere_isNotWrittenOver() throws IOException {
        manifest(importing(TinyGraph.linear("value", 2).bytes(), "--unit", "m", "--version", "v1"));

        Ran again = importing(TinyGraph.linear("value", 3).bytes(), "--unit", "m", "--version", "v1");

        assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(again.err()).contains("is in the store already");
    }

    @Test
    void verify_takesAFolderOrAName() throws IOException {
        Ran imported = importing(TinyGraph.linear("value", 2).bytes(), "--unit", "m", "--version", "v1");
        Path elsewhere = Files.move(folder(imported), folder.resolve("candidate"));

        Ran byPath = run("verify", elsewhere.toString());
        Ran gone = run("verify", "m", "v1");
        Ran nowhere = run("verify", folder.resolve("nowhere").toString());
        Files.write(
                elsewhere.resolve(Manifest.MODEL_FILE),
                TinyGraph.linear("value", 3).bytes());
        Ran changed = run("verify", elsewhere.toString(), "-o", "json");

        assertThat(byPath.exitCode()).as(byPath.err()).isZero();
        assertThat(byPath.out()).isEqualToIgnoringNewLines("m v1: verified, not signed");
        assertThat(gone.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(gone.out()).contains("missing: there is no checkpoint folder");
        assertThat(nowhere.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(nowhere.err()).contains("no checkpoint in");
        assertThat(changed.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(changed.out()).contains("\"verified\" : false").contains("wrong_digest");
    }

    @Test
    void help_showsExamples() {
        assertThat(run("import", "--help").out())
                .contains("Examples:")
                .contains("--labels setosa,versicolor,virginica");
        assertThat(run("verify", "--help").out()).contains("Examples:");
    }
}
