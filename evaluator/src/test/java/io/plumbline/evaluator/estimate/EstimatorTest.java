package io.plumbline.evaluator.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.evaluator.Samples;
import io.plumbline.evaluator.cohort.Said;
import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.statistic.Scoring;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Evaluation;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.metrics.estimate.Bounds;
import io.plumbline.metrics.regression.RegressionErrors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EstimatorTest {
    private static final VersionKey PRICES = new VersionKey("prices", "v1");
    private static final VersionKey FRAUD = new VersionKey("fraud", "v1");

    private final CommittedTallies committed = new CommittedTallies();

    @Test
    void meanError_isBounded_whereItsLimitIsConfigured_overEveryPartition() {
        for (int partition = 0; partition < 2; partition++) {
            Tally tally = new Tally();
            for (int i = 0; i < 4; i++) {
                tally.apply(new TallyUpdate.Enter(PRICES, View.PROVISIONAL, Samples.T0));
            }
            tally.apply(new TallyUpdate.Add(
                    PRICES,
                    View.PROVISIONAL,
                    Samples.T0,
                    new Contribution.Measured(new RegressionErrors.Contribution(10, 12))));
            committed.put(new Evaluation(PRICES, partition, tally));
        }

        assertThat(report(Map.of("prices", 10.0)).bounds()).singleElement().satisfies(bound -> {
            assertThat(bound.metric()).isEqualTo("mae");
            assertThat(bound.scope()).isEqualTo(new EstimateReport.Scope(PRICES, "cumulative", "provisional"));
            assertThat(bound.bounds()).isEqualTo(new Bounds(4 / 8.0, (4 + 6 * 10) / 8.0));
        });
        assertThat(report(Map.of()).bounds()).isEmpty();
    }

    @Test
    void precisionOfAClass_isBounded_byWhatWasAnnounced() {
        Tally tally = new Tally();
        tally.name(List.of("fine", "fraud"));
        // Five were announced as fraud: two of three labelled ones are.
        for (int i = 0; i < 8; i++) {
            Said said = Said.of(i < 5 ? 1 : 0, new double[] {0.5, 0.5});
            tally.apply(new TallyUpdate.Enter(FRAUD, View.PROVISIONAL, Samples.T0));
            tally.apply(new TallyUpdate.Expect(FRAUD, Samples.T0, said));
            if (i < 3) {
                tally.apply(new TallyUpdate.Add(
                        FRAUD, View.PROVISIONAL, Samples.T0, Scoring.classified(i < 2 ? 1 : 0, 1, new double[] {0.5, 0.5
                        })));
            }
        }
        committed.put(new Evaluation(FRAUD, 0, tally));

        assertThat(report(Map.of()).bounds())
                .filteredOn(bound -> bound.classLabel().equals(Optional.of("fraud"))
                        && bound.metric().equals("precision"))
                .singleElement()
                .satisfies(bound -> assertThat(bound.bounds()).isEqualTo(new Bounds(2 / 5.0, 4 / 5.0)));
        assertThat(report(Map.of()).bounds())
                .filteredOn(bound -> bound.metric().equals("accuracy"))
                .singleElement()
                .satisfies(bound -> assertThat(bound.bounds()).isEqualTo(new Bounds(2 / 8.0, 7 / 8.0)));
    }

    @Test
    void configurationThatMakesNoSense_isRefused() {
        assertThatThrownBy(() -> new EstimateConfig(Samples.WINDOWS, Duration.ZERO, Map.of()))
                .hasMessageContaining("gap.window is PT0S");
        assertThatThrownBy(() -> new EstimateConfig(Samples.WINDOWS, Duration.ofDays(1), Map.of("prices", -1.0)))
                .hasMessageContaining("largest error of model 'prices' is -1.0");
    }

    private EstimateReport report(Map<String, Double> largestErrors) {
        return new Estimator(new EstimateConfig(Samples.WINDOWS, Duration.ofDays(1), largestErrors))
                .report(committed, Samples.T0);
    }
}
