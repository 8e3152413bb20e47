package io.plumbline.metrics.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.StatisticLaws;
import io.plumbline.metrics.regression.RegressionErrors.Contribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PinballLossTest {
    private static final double[] QUANTILES = {.1, .5, .9};

    @Test
    void values_areThoseOfTheBatchFormula_afterEveryRecord() {
        PinballLoss pinball = new PinballLoss(QUANTILES);
        assertThat(pinball.loss(.5)).isNaN();
        assertThat(pinball.coverage(.5)).isNaN();
        List<Contribution> records = new ArrayList<>();
        for (Contribution record : records(3, 300)) {
            records.add(record);
            pinball.add(record.actual(), record.predicted());
            for (double q : QUANTILES) {
                assertThat(pinball.loss(q))
                        .isCloseTo(
                                records.stream()
                                        .mapToDouble(r -> {
                                            double missing = r.actual() - r.predicted();
                                            return Math.max(q * missing, (q - 1) * missing);
                                        })
                                        .average()
                                        .orElseThrow(),
                                within(1e-12));
                assertThat(pinball.coverage(q))
                        .isEqualTo(records.stream()
                                        .filter(r -> r.actual() <= r.predicted())
                                        .count()
                                / (double) records.size());
            }
        }
    }

    @Test
    void eachQuantile_hasItsOwnPrediction() {
        PinballLoss pinball = new PinballLoss(QUANTILES);
        pinball.add(10, new double[] {8, 10, 14});
        assertThat(pinball.loss(.1)).isCloseTo(.2, within(1e-15));
        assertThat(pinball.loss(.5)).isZero();
        assertThat(pinball.loss(.9)).isCloseTo(.4, within(1e-15));
        assertThat(pinball.coverage(.1)).isZero();
        assertThat(pinball.coverage(.5)).isEqualTo(1);
        pinball.remove(10, new double[] {8, 10, 14});
        assertThat(pinball.state()).isEqualTo(new PinballLoss(QUANTILES).state());
    }

    @Test
    void lawsHold() {
        new StatisticLaws<PinballLoss, Contribution>(
                        () -> new PinballLoss(QUANTILES),
                        (pinball, r) -> pinball.add(r.actual(), r.predicted()),
                        (pinball, r) -> pinball.remove(r.actual(), r.predicted()),
                        PinballLoss::merge,
                        PinballLoss::state,
                        state -> PinballLoss.fromState(QUANTILES, state))
                .hold(records(4, 200), records(5, 50));
    }

    @Test
    void whatDoesNotFit_isRefused() {
        PinballLoss pinball = new PinballLoss(.5);
        assertThatThrownBy(() -> pinball.add(Double.NaN, 1)).hasMessageContaining("actual is NaN");
        assertThatThrownBy(() -> pinball.add(1, new double[2])).hasMessage("there are 2 predictions, expected 1");
        assertThatThrownBy(() -> pinball.remove(1, 1)).isInstanceOf(IllegalStateException.class);
        pinball.add(1, 2);
        assertThatThrownBy(() -> pinball.remove(2, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(pinball.samples()).isEqualTo(1);
        assertThatThrownBy(() -> new PinballLoss(.5, .5)).hasMessageContaining("ascending");
        assertThatThrownBy(() -> new PinballLoss(1)).hasMessageContaining("within (0, 1)");
        assertThatThrownBy(() -> pinball.merge(new PinballLoss(.4))).hasMessageContaining("expected [0.5]");
    }

    static List<Contribution> records(int seed, int count) {
        Random random = new Random(seed);
        List<Contribution> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double actual = random.nextInt(5) == 0 ? 0 : random.nextGaussian() * Math.exp(3 * random.nextGaussian());
            double predicted = random.nextInt(9) == 0 ? actual : actual + random.nextGaussian();
            records.add(new Contribution(actual, predicted));
        }
        return records;
    }
}
