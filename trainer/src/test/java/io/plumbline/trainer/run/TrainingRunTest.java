package io.plumbline.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.codec.GoldenCodec;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.export.ParityException;
import io.plumbline.trainer.fit.DivergedException;
import io.plumbline.trainer.publish.Published;
import io.plumbline.trainer.publish.Publisher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingRunTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);

    @TempDir
    Path store;

    @TempDir
    Path folder;

    @Test
    void theDigest_isOfWhatDecidesTheResult_andOfNothingElse() {
        String digest = digest();

        assertThat(digest(
                        "loader.threads=3",
                        "loader.prefetch=9",
                        "fit.checkpoints.every=5s",
                        "fit.checkpoints.every-steps=7",
                        "loggers=[csv]"))
                .isEqualTo(digest);
        for (String decides : List.of("loader.tail=drop", "seed=8", "threads=2", "fit.checkpoints.best=2")) {
            assertThat(digest(decides)).as(decides).isNotEqualTo(digest);
        }
    }

    private static String digest(String... overrides) {
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", overrides))) {
            return run.digest();
        }
    }

    @Test
    void aSliceOfRealImages_isLearnt_andTheCheckpointHoldsWhatItSays() throws IOException {
        Published published = train(Experiments.slice("fashion-mlp.yaml"));

        Manifest manifest = published.manifest();
        assertThat(metric(manifest, "accuracy").value()).isGreaterThan(0.6);
        assertThat(metric(manifest, "accuracy").lower())
                .isLessThan(metric(manifest, "accuracy").value());
        assertThat(metric(manifest, "accuracy").upper())
                .isGreaterThan(metric(manifest, "accuracy").value());
        assertThat(manifest.parity())
                .hasValueSatisfying(parity -> assertThat(parity.rows()).isGreaterThanOrEqualTo(512));
        assertThat(manifest.version())
                .matches("20260304-050607-[0-9a-f]{8}")
                .endsWith(manifest.checkpoint().substring(0, 8));
        assertThat(published.folder()).isEqualTo(store.resolve("fashion").resolve(manifest.version()));
        assertFilesMatch(published);
        assertThat(manifest.reference().scores()).containsOnlyKeys("label", "probability");
        List<GoldenSample> golden = golden(published);
        assertThat(golden).hasSize(8).allSatisfy(sample -> {
            assertThat(sample.format()).isEqualTo(WireFormat.OCTET_STREAM);
            assertThat(sample.body()).hasSize(28 * 28 * 4);
            assertThat(sample.outputs().get(0).name()).isEqualTo("probabilities");
            assertThat(sample.outputs().get(0).shape()).containsExactly(1, 10);
        });
    }

    @Test
    void theCnn_learnsAndExports() {
        Published published =
                train(Experiments.slice("fashion-cnn.yaml", "network.channels=[4, 8]", "network.dense=32"));

        assertThat(metric(published.manifest(), "accuracy").value()).isGreaterThan(0.6);
    }

    @Test
    void prices_areLearntInTheirOwnUnit() throws IOException {
        Published published = train(Experiments.quick("ames-mlp.yaml", "fit.epochs=3"));

        assertThat(metric(published.manifest(), "mae").value()).isBetween(5_000.0, 30_000.0);
        assertThat(golden(published)).hasSize(8).allSatisfy(sample -> {
            assertThat(sample.format()).isEqualTo(WireFormat.JSON);
            assertThat(new String(sample.body(), StandardCharsets.UTF_8)).contains("Gr_Liv_Area");
            assertThat(sample.outputs().get(0).doubleAt(0)).isBetween(10_000.0, 2_000_000.0);
        });
        assertThat(published.manifest().reference().features()).containsKeys("Gr_Liv_Area", "Neighborhood");
        assertFilesMatch(published);
    }

    @Test
    void listings_areRanked_andGoldenQueriesAnswerAScorePerItem() throws IOException {
        Published published = train(Experiments.quick("listings-ranker.yaml"));

        assertThat(metric(published.manifest(), "ndcg@10").value()).isGreaterThan(0.8);
        assertThat(golden(published)).hasSize(8).allSatisfy(sample -> {
            assertThat(sample.outputs().get(0).name()).isEqualTo("scores");
            assertThat(sample.outputs().get(0).shape()).hasSize(1);
        });
    }

    @Test
    void theSameExperiment_givesTheSameModelToTheBit_andAnotherSeedAnother() {
        String first = train(Experiments.quick("ames-mlp.yaml", "fit.epochs=2", "network.dropout=0.2"))
                .manifest()
                .checkpoint();
        Experiment again = Experiments.quick("ames-mlp.yaml", "fit.epochs=2", "network.dropout=0.2");
        try (TrainingRun run = new TrainingRun(again)) {
            Experiments.fit(run, folder);
            assertThat(Digests.sha256(run.export())).isEqualTo(first);
        }
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", "fit.epochs=2", "seed=8"))) {
            Experiments.fit(run, folder);
            assertThat(Digests.sha256(run.export())).isNotEqualTo(first);
        }
    }

    @Test
    void aModelThatAnswersOtherwise_isRefused_andLeavesNothingInTheStore() throws IOException {
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", "fit.epochs=1"))) {
            Experiments.fit(run, folder);
            byte[] tampered = scaled(run.export(), 1.01f);

            assertThatThrownBy(() -> run.publish(tampered, new Publisher(store, CLOCK)))
                    .isInstanceOf(ParityException.class)
                    .hasMessageMatching("row \\d+, output 0 in a batch of 1: .* difference .* tolerance .*");
        }
        try (Stream<Path> inside = Files.walk(store)) {
            assertThat(inside).containsExactly(store);
        }
    }

    @Test
    void aVersionThatExists_isNotWrittenOver() throws IOException {
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", "fit.epochs=1"))) {
            byte[] onnx = run.export();
            Published first = run.publish(onnx, new Publisher(store, CLOCK));

            assertThatThrownBy(() -> run.publish(onnx, new Publisher(store, CLOCK)))
                    .hasMessageContaining("checkpoint cannot be written to " + first.folder());
            assertFilesMatch(first);
        }
    }

    @Test
    void aLossThatIsNoNumber_stopsTheRun() {
        Experiment wild = Experiments.quick("ames-mlp.yaml", "schedule.learning-rate=10", "optimizer.weight-decay=1");
        try (TrainingRun run = new TrainingRun(wild)) {
            run.network().parameters().valueAt(0).getArray().muli(Float.POSITIVE_INFINITY);

            assertThatThrownBy(() -> Experiments.fit(run, folder))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("at step 1 of")
                    .hasMessageContaining("schedule.learning-rate");
        }
    }

    @Test
    void lossAndNetwork_mustFitTheData() throws IOException {
        assertThatThrownBy(() -> new TrainingRun(Experiments.quick("ames-mlp.yaml", "loss.type=cross-entropy")))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("whose task is regression");
        String yaml = Files.readString(Experiments.FOLDER.resolve("ames-mlp.yaml"))
                .replace("type: mlp", "type: cnn")
                .replace("hidden: [16]", "channels: [4]\n  dense: 4")
                .replace(
                        "../datasets",
                        Experiments.FOLDER
                                .resolveSibling("datasets")
                                .toAbsolutePath()
                                .toString());
        Experiment cnnOverRows = Experiment.read(Files.writeString(store.resolve("cnn.yaml"), yaml), List.of());
        assertThatThrownBy(() -> new TrainingRun(cnnOverRows))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("expected [channels, height >= 2, width >= 2]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fashion-mlp",
                "fashion-cnn",
                "fashion-cnn-long",
                "fashion-ensemble",
                "ames-mlp",
                "ames-mlp-wide",
                "listings-ranker",
                "listings-ranker-wide"
            })
    void everyShippedExperiment_reads(String name) {
        Experiment experiment = Experiments.quick(name + ".yaml");

        assertThat(experiment.data().files())
                .allSatisfy(file -> assertThat(file).isRegularFile());
        assertThat(experiment.resolved()).containsKeys("model", "seed", "threads", "data", "fit");
        assertThat(experiment.resolved().keySet()).containsAnyOf("network", "ensemble");
    }

    private Published train(Experiment experiment) {
        try (TrainingRun run = new TrainingRun(experiment)) {
            Experiments.fit(run, folder);
            return run.publish(run.export(), new Publisher(store, CLOCK));
        }
    }

    private static MetricEstimate metric(Manifest manifest, String name) {
        assertThat(manifest.metrics()).containsKey(name);
        return manifest.metrics().get(name);
    }

    private static void assertFilesMatch(Published published) throws IOException {
        byte[] json = Files.readAllBytes(published.folder().resolve(Manifest.MANIFEST_FILE));
        assertValidUnderTheSchema(json);
        Manifest stored = accepted(new ManifestCodec().decode(json, "manifest"));
        assertThat(stored.files()).containsOnlyKeys(Manifest.MODEL_FILE, Manifest.GOLDEN_FILE);
        for (var file : stored.files().entrySet()) {
            assertThat(Digests.of(Files.readAllBytes(published.folder().resolve(file.getKey()))))
                    .isEqualTo(file.getValue());
        }
        try (Stream<Path> beside = Files.list(published.folder().getParent())) {
            assertThat(beside).containsExactly(published.folder());
        }
    }

    private static void assertValidUnderTheSchema(byte[] manifest) throws IOException {
        try (InputStream schema = ManifestCodec.class.getResourceAsStream(ManifestCodec.SCHEMA_RESOURCE)) {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON)
                            .validate(new String(manifest, StandardCharsets.UTF_8), InputFormat.JSON))
                    .isEmpty();
        }
    }

    private static List<GoldenSample> golden(Published published) throws IOException {
        byte[] lines = Files.readAllBytes(published.folder().resolve(Manifest.GOLDEN_FILE));
        return accepted(new GoldenCodec().decode(lines, "golden"));
    }

    private static <T> T accepted(Decoded<T> decoded) {
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted<T>) decoded).value();
    }

    /** The model with its first matrix multiplied: what a wrong fold would look like. */
    private static byte[] scaled(byte[] onnx, float factor) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(onnx).toBuilder();
        for (var tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getDimsCount() == 2) {
                ByteBuffer raw =
                        ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < raw.capacity(); i += Float.BYTES) {
                    raw.putFloat(i, raw.getFloat(i) * factor);
                }
                tensor.setRawData(ByteString.copyFrom(raw.array()));
                break;
            }
        }
        return model.build().toByteArray();
    }
}
