package io.plumbline.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.Parity;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.network.LayerSummary;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The networks made for named features, from an experiment file to a file for ONNX Runtime. */
class RankersTest {
    private static final String LEFT = "network.left=[Neighborhood, Lot_Area]";
    private static final String RIGHT = "network.right=[Gr_Liv_Area, First_Flr_SF]";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "dot"})
    void twoTowers_readTheColumnsOfTheirFeatures(String similarity) {
        Experiment experiment = Experiments.quick(
                "listings-ranker.yaml",
                "fit.epochs=1",
                "network.type=two-tower",
                "network.similarity=" + similarity,
                LEFT,
                RIGHT);
        try (TrainingRun run = new TrainingRun(experiment)) {
            Experiments.fit(run, folder);

            Parity parity = run.checkParity(run.export());

            assertThat(parity.rows()).isGreaterThanOrEqualTo(256);
            assertThat(run.network().summary())
                    .extracting(LayerSummary::path)
                    .anyMatch(path -> path.startsWith("01SequentialBlock/"))
                    .anyMatch(path -> path.startsWith("02SequentialBlock/"));
        }
    }

    @Test
    void aRankingPerceptron_isTrainedAndExported() {
        Experiment experiment = Experiments.quick(
                "listings-ranker.yaml", "fit.epochs=1", "network.type=ranking-mlp", "network.log1p=true");
        try (TrainingRun run = new TrainingRun(experiment)) {
            Experiments.fit(run, folder);

            assertThat(run.checkParity(run.export()).rows()).isGreaterThanOrEqualTo(256);
        }
    }

    @Test
    void aFeatureThatIsNone_isRefused_withTheNearest() {
        Experiment experiment = Experiments.quick(
                "listings-ranker.yaml", "network.type=two-tower", "network.left=[Neighbourhood]", RIGHT);

        assertThatThrownBy(() -> new TrainingRun(experiment).close())
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("network.left names 'Neighbourhood', which is no feature of the rows")
                .hasMessageContaining("did you mean 'Neighborhood'?");
    }
}
