package io.plumbline.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.fit.DivergedException;
import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.FitEnd;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitSetup;
import io.plumbline.trainer.fit.Fitting;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.fit.StepResult;
import io.plumbline.trainer.loader.Loader;
import io.plumbline.trainer.loss.TargetProfile;
import io.plumbline.trainer.metric.TaskMetrics;
import io.plumbline.trainer.network.Torch;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.state.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitTest {
    @TempDir
    Path folder;

    private int runs;

    /** 2110 items: 33 batches of 64 (the last ragged: 62), or 3 to a step. */
    @ParameterizedTest
    @CsvSource({"64, 3, 192", "32, 4, 128", "100, 2, 200"})
    void accumulatedBatches_areTheLargeBatch_raggedTailIncluded(int small, int times, int large) {
        Map<String, float[]> accumulated = fit("fit.epochs=2", "fit.batch=" + small, "fit.accumulate=" + times).weights;
        Map<String, float[]> whole = fit("fit.epochs=2", "fit.batch=" + large).weights;

        assertThat(accumulated).containsOnlyKeys(whole.keySet());
        whole.forEach((name, values) -> assertThat(accumulated.get(name)).containsExactly(values, within(1e-6f)));
    }

    @Test
    void accumulation_takesFewerSteps() {
        assertThat(fit("fit.epochs=1", "fit.batch=64", "fit.accumulate=5").steps)
                .hasSize(7);
        assertThat(fit("fit.epochs=1", "fit.batch=64").steps).hasSize(33);
    }

    @Test
    void aMetricThatDoesNotGetBetter_endsTheRun_andTheBestEpochIsPublished() {
        Heard heard = fit(
                "fit.epochs=50",
                "schedule.learning-rate=0.3",
                "optimizer.clip-norm=0",
                "fit.early-stopping.metric=mae",
                "fit.early-stopping.patience=2");

        int epochs = heard.epochs.size();
        assertThat(epochs).isLessThan(50);
        assertThat(heard.end.reason()).startsWith("stopped early: mae has not become better than");
        assertThat(heard.end.bestEpoch()).isEqualTo(epochs - 2);
        assertThat(heard.epochs.get(epochs - 3).best()).isTrue();
        double best = heard.epochs.stream()
                .mapToDouble(epoch -> epoch.metrics().get("mae"))
                .min()
                .orElseThrow();
        assertThat(heard.finalMae).isCloseTo(best, within(1e-3));
    }

    @Test
    void theLastEpoch_isPublished_whereTheExperimentSaysSo() {
        Heard heard = fit(
                "fit.epochs=50",
                "schedule.learning-rate=0.3",
                "optimizer.clip-norm=0",
                "fit.publish=last",
                "fit.early-stopping.metric=mae",
                "fit.early-stopping.patience=2");

        EpochResult last = heard.epochs.get(heard.epochs.size() - 1);
        assertThat(last.best()).isFalse();
        assertThat(heard.finalMae).isCloseTo(last.metrics().get("mae"), within(1e-3));
    }

    @Test
    void theBestEpochs_areKept_bestFirst() throws IOException {
        Heard heard = fit("fit.epochs=4", "fit.checkpoints.best=2", "fit.checkpoints.metric=mae");

        List<EpochResult> ranked = heard.epochs.stream()
                .sorted((a, b) ->
                        Double.compare(a.metrics().get("mae"), b.metrics().get("mae")))
                .toList();
        try (Stream<Path> kept = Files.list(heard.folder.resolve("best"))) {
            assertThat(kept.map(file -> (int) new io.plumbline.trainer.state.Facts(
                                    TensorFile.read(file).facts())
                            .whole("epoch")))
                    .containsExactlyInAnyOrder(
                            ranked.get(0).epoch(), ranked.get(1).epoch());
        }
    }

    @Test
    void maxSteps_endsTheRunInTheMiddleOfAnEpoch_andTheScheduleEndsThere() {
        Heard heard = fit("fit.epochs=9", "fit.max-steps=40", "schedule.type=cosine", "schedule.warm-up=0");

        assertThat(heard.steps).hasSize(40);
        assertThat(heard.end.reason()).isEqualTo("fit.max-steps reached: 40");
        assertThat(heard.epochs).extracting(EpochResult::step).containsExactly(33L, 40L);
        assertThat(heard.steps.get(39).learningRate())
                .isLessThan(heard.steps.get(0).learningRate() / 100);
    }

    @Test
    void maxTime_endsTheRun() {
        Heard heard = fit("fit.epochs=100000", "fit.max-time=1ms");

        assertThat(heard.end.reason()).startsWith("fit.max-time reached after");
    }

    @Test
    void timeThatRunsOutBetweenTwoEpochs_makesNoEpochWithoutAStep() {
        Experiment experiment = Experiments.quick("ames-mlp.yaml", "fit.epochs=9", "fit.max-time=10s");
        Heard heard = new Heard();
        // The clock stands still until the first validation is heard and its end was looked at.
        int[] asked = {0};
        LongSupplier clock = () -> heard.epochs.isEmpty() || asked[0]++ == 0
                ? 0
                : Duration.ofSeconds(11).toNanos();
        try (TrainingRun run = new TrainingRun(experiment);
                Optimizer optimizer = experiment.optimizer().over(run.network().parameters());
                Loader loader = new Loader(run.data(), 64, 7, experiment.loader(), experiment.augmentation())) {
            FitSetup setup = new FitSetup(
                    Torch.start(1),
                    run.network(),
                    run.data(),
                    loader,
                    experiment.loss().over(TargetProfile.of(run.data())),
                    optimizer,
                    Optional.empty(),
                    experiment.schedule().start(),
                    TaskMetrics.of(run.data().task(), experiment.metrics()),
                    experiment.fit());

            new Fitting(setup, new SavedRun(heard.folder), clock).run(heard);
        }

        assertThat(heard.end.reason()).startsWith("fit.max-time reached after");
        assertThat(heard.epochs).extracting(EpochResult::step).doesNotHaveDuplicates();
        assertThat(heard.epochs).extracting(EpochResult::trainingLoss).doesNotContain(Double.NaN);
    }

    @Test
    void aScheduleThatWaitsForWhatIsNotMeasured_isRefusedBeforeTheFirstStep() {
        List<String> plateau = List.of("schedule.type=plateau", "schedule.metric=accuracy", "metrics=[mae]");

        assertThatThrownBy(() ->
                        new TrainingRun(Experiments.quick("ames-mlp.yaml", plateau.toArray(String[]::new))).close())
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("schedule.metric is 'accuracy'")
                .hasMessageContaining("mae");
    }

    @Test
    void savingMoreOften_doesNotChangeWhatIsPublished() {
        assertThat(published()).isEqualTo("last");
        assertThat(published("fit.checkpoints.every=5s", "fit.checkpoints.every-steps=7"))
                .isEqualTo("last");
        assertThat(published("fit.checkpoints.best=2")).isEqualTo("best");
        assertThat(published("fit.checkpoints.metric=mae")).isEqualTo("best");
    }

    private static String published(String... overrides) {
        return Experiments.quick("ames-mlp.yaml", overrides).fit().publishBest() ? "best" : "last";
    }

    @Test
    void aMetricThatIsNotMeasured_isRefused_namingThoseThatAre() {
        assertThatThrownBy(() -> fit("fit.early-stopping.metric=accuracy"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("accuracy")
                .hasMessageContaining("mae");
    }

    @Test
    void aLossThatIsNoNumber_movesNothing_andLeavesAReplay() {
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml"))) {
            run.network().parameters().valueAt(0).getArray().muli(Float.POSITIVE_INFINITY);
            String before = run.network().weightsSha256();

            assertThatThrownBy(() -> run.fit(new SavedRun(folder), part -> FitListener.NONE))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("the loss is NaN at step 1 of")
                    .hasMessageContaining("schedule.learning-rate")
                    .hasMessageContaining("replay.bin");

            assertThat(run.network().weightsSha256()).isEqualTo(before);
            TensorFile replay = TensorFile.read(folder.resolve("replay.bin"));
            assertThat(replay.facts()).containsEntry("value", "NaN").containsKeys("items", "seed", "learningRate");
        }
    }

    private Heard fit(String... overrides) {
        List<String> all = new ArrayList<>(List.of("metrics=[mae]", "schedule.learning-rate=0.01", "loss.type=mse"));
        all.addAll(List.of(overrides));
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", all.toArray(String[]::new)))) {
            Heard heard = new Heard();
            run.fit(new SavedRun(heard.folder), part -> heard);
            heard.weights = run.network().weights();
            return heard;
        }
    }

    private final class Heard implements FitListener {
        private final Path folder = FitTest.this.folder.resolve("run-" + ++runs);
        private final List<StepResult> steps = new ArrayList<>();
        private final List<EpochResult> epochs = new ArrayList<>();
        private FitEnd end = new FitEnd("", 0, 0, 0, 0);
        private double finalMae;
        private Map<String, float[]> weights = Map.of();

        @Override
        public void stepped(StepResult step) {
            steps.add(step);
        }

        @Override
        public void validated(EpochResult epoch) {
            epochs.add(epoch);
        }

        @Override
        public void ended(FitEnd fitEnd) {
            end = fitEnd;
        }

        @Override
        public void evaluated(io.plumbline.trainer.fit.Evaluation evaluation) {
            finalMae = evaluation.metrics().get("mae").value();
        }
    }
}
