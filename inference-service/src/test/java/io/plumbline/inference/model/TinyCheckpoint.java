package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.FileDigest;
import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.ReferenceProfile;
import io.plumbline.contracts.checkpoint.Step;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.codec.GoldenCodec;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.Tensor;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.inference.model.trust.SignatureState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A checkpoint in the making: its digests are right unless a test makes them wrong afterwards. */
public final class TinyCheckpoint {
    public static final List<String> CLASSES = List.of("ant", "bee", "cat");
    public static final int WIDTH = 4;
    static final float[] WEIGHTS = {0.5f, -1f, 0.25f, 1f, 0.75f, -0.5f, -0.25f, 0.1f, 2f, -2f, 0.3f, 0.6f};
    static final float[] BIAS = {0.1f, -0.2f, 0.3f};

    private String model = "tiny";
    private String version = "v1";
    private byte[] onnx;
    private Task task;
    private List<TensorSpec> inputs;
    private List<TensorSpec> outputs;
    private List<Step> preprocessing = List.of();
    private @Nullable Decision decision;
    private final List<GoldenSample> golden = new ArrayList<>();

    private TinyCheckpoint(byte[] onnx, Task task, TensorSpec input, TensorSpec output) {
        this.onnx = onnx;
        this.task = task;
        this.inputs = List.of(input);
        this.outputs = List.of(output);
    }

    /** Four features, three classes, one golden sample. */
    public static TinyCheckpoint classifier() {
        return classifier(
                        TinyGraph.softmax(WIDTH, CLASSES.size(), WEIGHTS, BIAS).bytes())
                .golden("[1.0,2.0,-1.0,0.5]", softmax(1f, 2f, -1f, 0.5f));
    }

    public static TinyCheckpoint classifier(byte[] onnx) {
        return new TinyCheckpoint(
                onnx,
                new Task.Classification(CLASSES),
                spec("features", -1, WIDTH),
                spec("probabilities", -1, CLASSES.size()));
    }

    public static TinyCheckpoint regression(byte[] onnx, int width) {
        return new TinyCheckpoint(onnx, new Task.Regression("USD"), spec("features", -1, width), spec("value", -1, 1));
    }

    /** Scores a candidate by {@code 2·price − stars}. */
    public static TinyCheckpoint ranking() {
        TinyCheckpoint checkpoint = new TinyCheckpoint(
                TinyGraph.linear("scores", 2f, -1f).bytes(),
                new Task.Ranking(List.of(0, 1, 2)),
                spec("features", -1, 2),
                spec("scores", -1, 1));
        checkpoint.preprocessing = List.of(new Step.Assemble("features", List.of("price", "stars")));
        return checkpoint;
    }

    /** What the classifier says, in double precision. */
    static float[] softmax(float... row) {
        double[] powers = new double[CLASSES.size()];
        double sum = 0;
        for (int c = 0; c < powers.length; c++) {
            double logit = BIAS[c];
            for (int i = 0; i < row.length; i++) {
                logit += (double) row[i] * WEIGHTS[i * powers.length + c];
            }
            powers[c] = Math.exp(logit);
            sum += powers[c];
        }
        float[] probabilities = new float[powers.length];
        for (int c = 0; c < powers.length; c++) {
            probabilities[c] = (float) (powers[c] / sum);
        }
        return probabilities;
    }

    public static TensorSpec spec(String name, long... shape) {
        return spec(name, Datatype.FP32, shape);
    }

    static TensorSpec spec(String name, Datatype type, long... shape) {
        return new TensorSpec(name, type, java.util.Arrays.stream(shape).boxed().toList());
    }

    public TinyCheckpoint named(String newModel, String newVersion) {
        model = newModel;
        version = newVersion;
        return this;
    }

    TinyCheckpoint onnx(byte[] bytes) {
        onnx = bytes;
        return this;
    }

    TinyCheckpoint task(Task other) {
        task = other;
        return this;
    }

    TinyCheckpoint input(TensorSpec... specs) {
        inputs = List.of(specs);
        return this;
    }

    TinyCheckpoint output(TensorSpec... specs) {
        outputs = List.of(specs);
        return this;
    }

    TinyCheckpoint decision(Decision when) {
        decision = when;
        return this;
    }

    TinyCheckpoint preprocessing(Step... steps) {
        preprocessing = List.of(steps);
        return this;
    }

    /** A sample whose request has one row of that data. */
    public TinyCheckpoint golden(String data, float... expected) {
        TensorSpec input = inputs.get(0);
        String body = "{\"id\":\"g\",\"inputs\":[{\"name\":\"" + input.name() + "\",\"datatype\":\"FP32\",\"shape\":[1,"
                + input.elementsPerRow() + "],\"data\":" + data + "}]}";
        golden.add(new GoldenSample(
                WireFormat.JSON,
                body.getBytes(StandardCharsets.UTF_8),
                List.of(Tensor.floats(outputs.get(0).name(), new long[] {1, expected.length}, expected))));
        return this;
    }

    TinyCheckpoint withoutGolden() {
        golden.clear();
        return this;
    }

    Manifest manifest() {
        Map<String, FileDigest> files = new LinkedHashMap<>();
        files.put(Manifest.MODEL_FILE, Digests.of(onnx));
        files.put(Manifest.GOLDEN_FILE, Digests.of(new GoldenCodec().encode(golden)));
        return new Manifest(
                Manifest.FORMAT,
                model,
                version,
                Instant.parse("2026-01-02T03:04:05Z"),
                task,
                inputs,
                outputs,
                preprocessing,
                files,
                Map.of(),
                Map.of(),
                new ReferenceProfile(Map.of(), Map.of()),
                Optional.empty(),
                Optional.ofNullable(decision));
    }

    /** Writes it to {@code <store>/<model>/<version>} and returns that folder. */
    public Path write(Path store) throws IOException {
        Path folder = Files.createDirectories(store.resolve(model).resolve(version));
        Files.write(folder.resolve(Manifest.MODEL_FILE), onnx);
        Files.write(folder.resolve(Manifest.GOLDEN_FILE), new GoldenCodec().encode(golden));
        Files.write(folder.resolve(Manifest.MANIFEST_FILE), new ManifestCodec().encode(manifest()));
        return folder;
    }

    /** As it is after verifying. */
    VerifiedCheckpoint verified() {
        return new VerifiedCheckpoint(
                manifest(), new ManifestCodec().encode(manifest()), new SignatureState.Unsigned(), onnx, golden);
    }
}
