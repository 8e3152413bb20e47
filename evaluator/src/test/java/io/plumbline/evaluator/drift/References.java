package io.plumbline.evaluator.drift;

import io.plumbline.contracts.checkpoint.FileDigest;
import io.plumbline.contracts.checkpoint.Histogram;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.ReferenceProfile;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.codec.DesiredStateCodec;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Datatype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Manifests with reference histograms, and stores that hold them. */
public final class References {
    /** sha256 of the ONNX file of every one of them. */
    public static final String CHECKPOINT = "ab".repeat(32);

    private static final List<TensorSpec> INPUT =
            List.of(new TensorSpec("image", Datatype.UINT8, List.of(-1L, 2L, 2L)));

    private References() {}

    /** A model of three classes over a number, evenly from 0 to 10, that a tenth of rows lacks, and a colour. */
    public static Manifest rows(String model, String version) {
        Histogram size = numeric(List.of(0.0, 2.5, 5.0, 7.5, 10.0), 225, 225, 225, 225);
        Histogram colour = categorical(List.of("blue", "red"), 300, 700);
        return manifest(
                model,
                version,
                new Task.Classification(List.of("Bag", "Boot", "Coat")),
                Map.of("size", size, "colour", colour),
                Map.of(
                        "label", categorical(List.of("Bag", "Boot", "Coat"), 200, 300, 500),
                        "probability", numeric(List.of(0.0, 0.5, 0.75, 1.0), 100, 300, 600)));
    }

    /** A model over images of four pixels, a thousand of them. */
    public static Manifest images(String model, String version) {
        return manifest(
                model,
                version,
                new Task.Classification(List.of("Bag", "Boot", "Coat")),
                Map.of("image", numeric(List.of(0.0, 128.0, 256.0), 3_000, 1_000)),
                Map.of("label", categorical(List.of("Bag", "Boot", "Coat"), 200, 300, 500)));
    }

    public static Manifest manifest(
            String model, String version, Task task, Map<String, Histogram> features, Map<String, Histogram> scores) {
        return new Manifest(
                Manifest.FORMAT,
                model,
                version,
                Instant.parse("2026-01-02T03:04:05Z"),
                task,
                INPUT,
                List.of(new TensorSpec("probabilities", Datatype.FP32, List.of(-1L, 3L))),
                List.of(),
                Map.of(Manifest.MODEL_FILE, new FileDigest(CHECKPOINT, 1)),
                Map.of(),
                Map.of(),
                new ReferenceProfile(features, scores),
                Optional.empty(),
                Optional.empty());
    }

    /** What the control topic says when this version is the champion. */
    public static byte[] control(String model, String version) {
        VersionInfo info = new VersionInfo(CHECKPOINT, rows(model, version).task());
        return new DesiredStateCodec()
                .encode(new DesiredState(
                        1, version, Optional.empty(), 0, List.of(), Map.of(version, info), Instant.EPOCH, "test", ""));
    }

    public static Histogram numeric(List<Double> edges, long... counts) {
        return new Histogram(
                edges, List.of(), java.util.Arrays.stream(counts).boxed().toList());
    }

    public static Histogram categorical(List<String> categories, long... counts) {
        return new Histogram(
                List.of(), categories, java.util.Arrays.stream(counts).boxed().toList());
    }

    /** Puts the manifest where a checkpoint store has it. */
    public static void write(Path store, Manifest manifest) throws IOException {
        Path folder = Files.createDirectories(store.resolve(manifest.model()).resolve(manifest.version()));
        Files.write(folder.resolve(Manifest.MANIFEST_FILE), new ManifestCodec().encode(manifest));
    }
}
