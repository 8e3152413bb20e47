package io.plumbline.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.export.ParityException;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.publish.Published;
import io.plumbline.trainer.publish.Publisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibratedRunTest {
    @TempDir
    Path folder;

    @Test
    void theTemperature_isANodeOfTheGraph_andMakesValidationMoreLikely() throws IOException {
        Published plain =
                publish(Experiments.slice("fashion-mlp.yaml", "fit.epochs=12", "metrics=[accuracy, log_loss]"));
        Published calibrated = publish(Experiments.slice(
                "fashion-mlp.yaml", "fit.epochs=12", "metrics=[accuracy, log_loss]", "calibration.temperature=true"));

        assertThat(operations(calibrated)).containsSubsequence("Div", "Softmax");
        assertThat(operations(plain)).doesNotContain("Div");
        assertThat(value(calibrated.manifest(), "log_loss")).isLessThan(value(plain.manifest(), "log_loss"));
        assertThat(value(calibrated.manifest(), "accuracy")).isEqualTo(value(plain.manifest(), "accuracy"));
        assertThat((List<?>) calibrated.manifest().training().get("temperatures"))
                .hasSize(1);
    }

    @Test
    void theThreshold_isInTheManifest_andWhatIsMeasuredIsWhatIsAnnounced() throws IOException {
        String base = """
                model: fraud
                seed: 3
                threads: 1
                data: {type: csv-classification, file: rows.csv, target: kind, id-prefix: f, holdout: 50, validation: 300}
                network: {type: mlp, hidden: [8]}
                loss: {type: cross-entropy}
                optimizer: {type: adamw}
                schedule: {type: constant, learning-rate: 0.01}
                fit: {epochs: 3, batch: 64}
                metrics: [f1_macro]
                """;
        Files.writeString(folder.resolve("rows.csv"), rareClass());
        Path plain = Files.writeString(folder.resolve("plain.yaml"), base);
        Path decided = Files.writeString(
                folder.resolve("decided.yaml"), base + "calibration: {threshold: f1, positive: fraud}\n");

        Manifest without = publish(Experiment.read(plain, List.of())).manifest();
        Manifest with = publish(Experiment.read(decided, List.of())).manifest();

        assertThat(without.decision()).isEmpty();
        assertThat(with.decision()).hasValueSatisfying(decision -> {
            assertThat(decision.positive()).isEqualTo("fraud");
            assertThat(decision.threshold()).isBetween(0.02, 0.49);
        });
        assertThat(value(with, "f1_macro")).isGreaterThan(value(without, "f1_macro") + 0.02);
    }

    @Test
    void answersThatAreNoNumbers_areNotCalibrated_butRefused() {
        try (TrainingRun run = new TrainingRun(
                Experiments.slice("fashion-mlp.yaml", "fit.epochs=1", "calibration.temperature=true"))) {
            run.fit(new SavedRun(folder.resolve("broken")), part -> new FitListener() {
                @Override
                public void ended(FitEnd end) {
                    run.network().parameters().valueAt(0).getArray().muli(Float.NaN);
                }
            });

            assertThatThrownBy(() -> run.publish(run.export(), new Publisher(folder, Clock.systemUTC())))
                    .isInstanceOf(ParityException.class);
        }
    }

    @Test
    void aTemperatureOfARegression_isRefused() {
        assertThatThrownBy(() -> new TrainingRun(Experiments.quick("ames-mlp.yaml", "calibration.temperature=true")))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("calibration.temperature");
    }

    /** One row in eight is a fraud, and features tell it only half. */
    private static String rareClass() {
        Random random = new Random(5);
        StringBuilder csv = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < 1500; i++) {
            boolean fraud = random.nextInt(8) == 0;
            csv.append(random.nextGaussian() + (fraud ? 1.2 : 0)).append(',');
            csv.append(random.nextGaussian())
                    .append(',')
                    .append(fraud ? "fraud" : "fine")
                    .append('\n');
        }
        return csv.toString();
    }

    private Published publish(Experiment experiment) throws IOException {
        try (TrainingRun run = new TrainingRun(experiment)) {
            run.fit(new SavedRun(Files.createTempDirectory(folder, "run")), part -> FitListener.NONE);
            return run.publish(
                    run.export(), new Publisher(Files.createTempDirectory(folder, "store"), Clock.systemUTC()));
        }
    }

    private static double value(Manifest manifest, String metric) {
        assertThat(manifest.metrics()).containsKey(metric);
        return Map.copyOf(manifest.metrics()).get(metric).value();
    }

    private static List<String> operations(Published published) throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(published.folder().resolve(Manifest.MODEL_FILE)))
                .getGraph()
                .getNodeList()
                .stream()
                .map(node -> node.getOpType())
                .toList();
    }
}
