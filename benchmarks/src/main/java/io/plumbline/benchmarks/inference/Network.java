package io.plumbline.benchmarks.inference;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.ReferenceProfile;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.codec.GoldenCodec;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Datatype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A model that is raced: its graph, with seeded random weights, and the shape of its rows. */
@SuppressWarnings("ImmutableEnumChecker") // Nobody writes to the shape.
enum Network {
    /** Sixteen numbers into one of four classes: layers of 64, 64 and 4. */
    TABULAR("features", 4, 16) {
        @Override
        byte[] onnx(long seed) {
            return new GraphWriter(seed, "features", 16)
                    .dense(16, 64)
                    .relu()
                    .dense(64, 64)
                    .relu()
                    .dense(64, 4)
                    .softmax(OUTPUT, 4);
        }
    },
    /** Images of 28 by 28 into one of ten classes: convolutions of 16 and 32, then 128 and 10. */
    CNN("image", 10, 1, 28, 28) {
        @Override
        byte[] onnx(long seed) {
            return new GraphWriter(seed, "image", 1, 28, 28)
                    .convolution(1, 16)
                    .relu()
                    .halve()
                    .convolution(16, 32)
                    .relu()
                    .halve()
                    .flatten()
                    .dense(32 * 49, 128)
                    .relu()
                    .dense(128, 10)
                    .softmax(OUTPUT, 10);
        }
    };

    static final String OUTPUT = "probabilities";

    private final String input;
    private final int classes;
    private final long[] rowShape;

    Network(String input, int classes, long... rowShape) {
        this.input = input;
        this.classes = classes;
        this.rowShape = rowShape;
    }

    /** The graph of one version; every seed gives another. */
    abstract byte[] onnx(long seed);

    String input() {
        return input;
    }

    /** Of one request: a batch axis of 1, then the row's. */
    long[] shape(int rows) {
        long[] shape = new long[rowShape.length + 1];
        shape[0] = rows;
        System.arraycopy(rowShape, 0, shape, 1, rowShape.length);
        return shape;
    }

    int elements() {
        long product = 1;
        for (long size : rowShape) {
            product *= size;
        }
        return Math.toIntExact(product);
    }

    String model() {
        return name().toLowerCase(Locale.ROOT);
    }

    Task.Classification task() {
        return new Task.Classification(
                IntStream.range(0, classes).mapToObj(i -> "class-" + i).toList());
    }

    /** Writes a version to the store as the trainer would, and tells what the control topic says of it. */
    VersionInfo write(Path store, String version, long seed) throws IOException {
        byte[] onnx = onnx(seed);
        byte[] golden = new GoldenCodec().encode(List.of());
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                model(),
                version,
                Instant.now(),
                task(),
                List.of(spec(input, rowShape)),
                List.of(spec(OUTPUT, classes)),
                List.of(),
                Map.of(Manifest.MODEL_FILE, Digests.of(onnx), Manifest.GOLDEN_FILE, Digests.of(golden)),
                Map.of("seed", seed),
                Map.of(),
                new ReferenceProfile(Map.of(), Map.of()),
                Optional.empty(),
                Optional.empty());
        Path folder = Files.createDirectories(new CheckpointStore(store).folder(model(), version));
        Files.write(folder.resolve(Manifest.MODEL_FILE), onnx);
        Files.write(folder.resolve(Manifest.GOLDEN_FILE), golden);
        Files.write(folder.resolve(Manifest.MANIFEST_FILE), new ManifestCodec().encode(manifest));
        return new VersionInfo(manifest.checkpoint(), task());
    }

    private static TensorSpec spec(String name, long... rowShape) {
        List<Long> shape = new ArrayList<>(List.of(-1L));
        for (long size : rowShape) {
            shape.add(size);
        }
        return new TensorSpec(name, Datatype.FP32, shape);
    }
}
