package io.plumbline.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.fit.Evaluation;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.fit.StepResult;
import io.plumbline.trainer.publish.Publisher;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnsembleTest {
    private static final String NETWORKS =
            "ensemble={type: networks, networks: [{type: mlp, hidden: [16]}, {type: mlp, hidden: [8, 8]}], weights: %s}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"{type: seeds, size: 3}", "{type: folds, size: 3}", "{type: seeds, size: 2, weights: [3, 1]}"})
    void severalNetworks_arePublishedAsOneGraph_thatAnswersAsTheyDoTogether(String ensemble) {
        try (TrainingRun run =
                new TrainingRun(Experiments.quick("ames-mlp.yaml", "fit.epochs=2", "ensemble=" + ensemble))) {
            run.fit(new SavedRun(folder.resolve("run")), part -> FitListener.NONE);

            Manifest manifest = publish(run);

            assertThat(manifest.parity())
                    .hasValueSatisfying(parity -> assertThat(parity.rows()).isGreaterThanOrEqualTo(256));
            assertThat((List<?>) manifest.training().get("weights_sha256"))
                    .hasSize(run.experiment().members())
                    .doesNotHaveDuplicates();
            assertThat(manifest.training()).containsKey("votes");
        }
    }

    @Test
    void theEnsemble_isAsGoodAsItsBestMember_onWhatItsWeightsWereFittedTo() {
        List<Evaluation> evaluations = new ArrayList<>();
        FitListener listener = new FitListener() {
            @Override
            public void evaluated(Evaluation evaluation) {
                evaluations.add(evaluation);
            }
        };
        try (TrainingRun run = new TrainingRun(
                Experiments.quick("ames-mlp.yaml", "fit.epochs=3", NETWORKS.formatted("fitted"), "metrics=[mse]"))) {
            run.fit(new SavedRun(folder.resolve("run")), part -> listener);
        }

        assertThat(evaluations).hasSize(3);
        double together = evaluations.get(2).metrics().get("mse").value();
        double best = Math.min(
                evaluations.get(0).metrics().get("mse").value(),
                evaluations.get(1).metrics().get("mse").value());
        // The weights come near a corner, where one member is alone, but never reach it.
        assertThat(together).isLessThanOrEqualTo(best * (1 + 1e-6));
    }

    @Test
    void folds_validateEveryTrainingItemOnce_andLearnFromTheOthers() {
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", "ensemble={type: folds, size: 3}"))) {
            List<String> validated = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                var part = run.experiment().dataOf(i, run.data());
                List<String> own = part.validation().examples().stream()
                        .map(example -> example.id())
                        .toList();
                assertThat(part.train().examples())
                        .extracting(example -> example.id())
                        .doesNotContainAnyElementsOf(own);
                assertThat(part.train().items() + own.size())
                        .isEqualTo(run.data().train().items());
                validated.addAll(own);
            }

            assertThat(validated)
                    .containsExactlyInAnyOrderElementsOf(run.data().train().examples().stream()
                            .map(example -> example.id())
                            .toList());
        }
    }

    @Test
    void anEnsembleInterruptedInItsSecondMember_goesOnThere_toTheSameWeights() {
        String[] ensemble = {"fit.epochs=2", NETWORKS.formatted("equal")};
        List<String> uninterrupted;
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", ensemble))) {
            run.fit(new SavedRun(folder.resolve("whole")), part -> FitListener.NONE);
            uninterrupted = run.weightsSha256();
        }
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", ensemble))) {
            assertThatThrownBy(() -> run.fit(new SavedRun(folder.resolve("cut")), part -> new Cut(part)))
                    .hasMessage("cut");
        }
        try (TrainingRun run = new TrainingRun(Experiments.quick("ames-mlp.yaml", ensemble))) {
            Steps steps = new Steps();
            run.fit(new SavedRun(folder.resolve("cut")), part -> steps);

            assertThat(run.weightsSha256()).isEqualTo(uninterrupted);
            assertThat(steps.count).isLessThan(66 + 33);
        }
    }

    @Test
    void aMixture_findsTheMemberThatIsRight() {
        double[] weights = Votes.mixture(new double[][] {{0.9, 0.8, 0.9, 0.2}, {0.1, 0.2, 0.1, 0.1}});

        assertThat(weights[0]).isGreaterThan(0.99);
        assertThat(weights[0] + weights[1]).isCloseTo(1, within(1e-9));
    }

    @Test
    void leastSquares_findsTheMixtureThatTargetsWereMadeOf() {
        double[][] answers = {{1, 5, 2, 8}, {3, 1, 7, 2}};
        float[] targets = {2.5f, 2, 5.75f, 3.5f};

        assertThat(Votes.leastSquares(answers, targets)).containsExactly(new double[] {0.25, 0.75}, within(0.01));
    }

    @Test
    void weightsThatDoNotFitTheMembers_areRefused() {
        assertThatThrownBy(() ->
                        Experiments.quick("ames-mlp.yaml", "ensemble={type: seeds, size: 3, weights: [0.5, 0.5]}"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("expected 3 numbers, one per member");
        assertThatThrownBy(() -> Experiments.quick(
                        "ames-mlp.yaml", "ensemble={type: networks, networks: [{type: mlp, hidden: [4]}]}"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("expected at least 2");
    }

    private Manifest publish(TrainingRun run) {
        return run.publish(run.export(), new Publisher(folder.resolve("store"), Clock.systemUTC()))
                .manifest();
    }

    /** Interrupts the second member after its fifth step. */
    private static final class Cut implements FitListener {
        private final boolean second;

        Cut(Path part) {
            second = part.endsWith("member-2");
        }

        @Override
        public void stepped(StepResult step) {
            if (second && step.step() == 40) {
                throw new IllegalStateException("cut");
            }
        }
    }

    private static final class Steps implements FitListener {
        private int count;

        @Override
        public void stepped(StepResult step) {
            count++;
        }
    }
}
