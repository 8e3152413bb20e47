package io.plumbline.trainer.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.trainer.fit.StepTimer;
import io.plumbline.trainer.network.LayerRow;
import io.plumbline.trainer.run.Experiment;
import io.plumbline.trainer.run.TrainingRun;
import io.plumbline.trainer.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckReportTest {
    private static final Path EXPERIMENTS = Path.of("../deploy/experiments");

    @TempDir
    Path folder;

    @Test
    void layers_haveShapesAndParameters_whichAddUp() {
        CheckReport report = CheckReport.of(
                read("fashion-cnn.yaml", "data.limit=600", "data.holdout=100", "data.validation=100", "fit.batch=16"));

        assertThat(report.layers())
                .startsWith(
                        new LayerRow("conv2d", List.of(12L, 28L, 28L), 12 * 9),
                        new LayerRow("batch-norm", List.of(12L, 28L, 28L), 2 * 12),
                        new LayerRow("relu", List.of(12L, 28L, 28L), 0),
                        new LayerRow("max-pool2d", List.of(12L, 14L, 14L), 0))
                .endsWith(
                        new LayerRow("linear", List.of(96L), (24 * 49 + 1) * 96),
                        new LayerRow("relu", List.of(96L), 0),
                        new LayerRow("dropout", List.of(96L), 0),
                        new LayerRow("linear", List.of(10L), 970));
        assertThat(report.layers().stream().mapToLong(LayerRow::parameters).sum())
                .isEqualTo(report.parameters());
        assertThat(report.multiplyAdds()).isEqualTo(28 * 28 * 12 * 9 + 14 * 14 * 24 * 12 * 9 + 24 * 49 * 96 + 96 * 10);
        assertThat(report.data().classes()).hasSize(10).containsKey("Ankle boot");
        assertThat(report.data().classes().values().stream().mapToLong(n -> n).sum())
                .isEqualTo(400);
        assertThat(report.time().timing().stepsPerEpoch()).isEqualTo(25);
        assertThat(report.time().timing().steps()).isEqualTo(125);
        assertThat(report.time().secondsPerEpoch()).isPositive();
        assertThat(report.rates().peak()).isEqualTo(0.004);
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void missingValues_areCountedByFeature() throws IOException {
        StringBuilder csv = new StringBuilder("size,kind,price\n");
        for (int i = 0; i < 40; i++) {
            csv.append(i % 2 == 0 ? "" : i).append(",a,").append(1000 + i).append('\n');
        }
        Files.writeString(folder.resolve("t.csv"), csv);
        Path file = Files.writeString(folder.resolve("x.yaml"), """
                model: t
                seed: 1
                data: {type: csv-regression, file: t.csv, target: price, unit: EUR, id-prefix: t, holdout: 8, validation: 8}
                network: {type: mlp, hidden: [2]}
                loss: {type: mse}
                optimizer: {type: adamw}
                schedule: {type: constant, learning-rate: 0.001}
                fit: {epochs: 1, batch: 24}
                """);

        CheckReport report = CheckReport.of(Experiment.read(file, List.of()));

        assertThat(report.data().missing()).containsOnlyKeys("size");
        assertThat(report.data().missing().get("size")).isBetween(1L, 20L);
        assertThat(report.time().timing().steps()).isEqualTo(1);
        assertThat(report.time().timing().measured()).isEqualTo(1);
    }

    @Test
    void ofAnEnsemble_everyNetworkIsExported() {
        int alone = CheckReport.of(read("ames-mlp.yaml")).onnxBytes();
        CheckReport together = CheckReport.of(read(
                "ames-mlp.yaml",
                "ensemble={type: networks, networks: [{type: mlp, hidden: [16]}, {type: mlp, hidden: [160]}]}"));

        assertThat(together.onnxBytes()).isGreaterThan(8 * alone);
    }

    @Test
    void timing_leavesTheWeightsAsTheyWere() {
        Experiment experiment = read("ames-mlp.yaml");
        try (TrainingRun run = new TrainingRun(experiment)) {
            String before = run.network().weightsSha256();

            StepTimer.Timing time = run.timeSteps();

            assertThat(run.network().weightsSha256()).isEqualTo(before);
            assertThat(time.steps()).isEqualTo(99);
            assertThat(time.stepsPerEpoch()).isEqualTo(33);
            assertThat(time.measured()).isBetween(1, 20);
        }
    }

    @Test
    void aRunThatDivergesInItsFirstSteps_isAWarning_notAFailure() {
        CheckReport report = CheckReport.of(read(
                "ames-mlp.yaml",
                "optimizer.clip-norm=0",
                "schedule.learning-rate=10",
                "network.hidden=[64, 64, 64, 64, 64, 64, 64, 64, 64, 64]",
                "fit.epochs=30"));

        assertThat(report.warnings()).extracting(Warning::id).contains("diverges-at-once");
    }

    @Test
    void theCurve_goesFromTheFirstStepToTheLast() {
        Schedule risesThenFalls =
                at -> at.step() < 2 ? 0.05 * (at.step() + 1) : 0.05 * (1 + Math.cos(Math.PI * (at.step() - 2) / 6));
        RateCurve curve = RateCurve.of(risesThenFalls, 8, 4);

        assertThat(curve.first()).isEqualTo(0.05);
        assertThat(curve.peak()).isEqualTo(0.1);
        assertThat(curve.peakStep()).isEqualTo(2);
        assertThat(curve.sampled()).hasSize(8);
        assertThat(curve.sparkline(false)).isEqualTo("▅███▆▅▃▁");
        assertThat(curve.sparkline(true)).isEqualTo("=###+=-_");
        assertThat(RateCurve.of(at -> 0, 1, 1).sparkline(true)).isEqualTo("_");
        assertThat(RateCurve.of(at -> 1, 10_000_000_000L, 1000).sampled()).hasSize(60);
    }

    private static Experiment read(String name, String... overrides) {
        return Experiment.read(EXPERIMENTS.resolve(name), List.of(overrides));
    }
}
