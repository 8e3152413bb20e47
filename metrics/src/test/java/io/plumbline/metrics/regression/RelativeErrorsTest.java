package io.plumbline.metrics.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.StatisticLaws;
import io.plumbline.metrics.regression.RegressionErrors.Contribution;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RelativeErrorsTest {
    @ParameterizedTest
    @ValueSource(doubles = {0, 1.17e-6, .5})
    void values_areThoseOfTheBatchFormulas_afterEveryRecord(double floor) {
        RelativeErrors errors = new RelativeErrors(floor);
        assertThat(errors.wmape()).isNaN();
        assertThat(errors.smape()).isNaN();
        List<Contribution> records = new ArrayList<>();
        double error = 0;
        double actual = 0;
        double symmetric = 0;
        for (Contribution r : PinballLossTest.records(8, 300)) {
            records.add(r);
            errors.add(r.actual(), r.predicted());
            error += Math.abs(r.predicted() - r.actual());
            actual += Math.abs(r.actual());
            double size = Math.max(floor, Math.abs(r.actual()) + Math.abs(r.predicted()));
            symmetric += size == 0 ? 0 : 2 * Math.abs(r.predicted() - r.actual()) / size;
            if (actual > 0) {
                assertThat(errors.wmape()).isCloseTo(error / Math.max(floor, actual), within(1e-9));
            }
            assertThat(errors.smape()).isCloseTo(symmetric / records.size(), within(0x1p-32 + 1e-12));
        }
    }

    @Test
    void onlyZeros_haveNoWmape_andTwoZerosNoError() {
        RelativeErrors errors = new RelativeErrors();
        errors.add(0, 0);
        assertThat(errors.wmape()).isNaN();
        assertThat(errors.smape()).isZero();
        errors.add(0, 3);
        assertThat(errors.smape()).isEqualTo(1);
        assertThat(new RelativeErrors(1).wmape()).isNaN();
    }

    @Test
    void lawsHold() {
        new StatisticLaws<RelativeErrors, Contribution>(
                        RelativeErrors::new,
                        (errors, r) -> errors.add(r.actual(), r.predicted()),
                        (errors, r) -> errors.remove(r.actual(), r.predicted()),
                        RelativeErrors::merge,
                        RelativeErrors::state,
                        RelativeErrors::fromState)
                .hold(PinballLossTest.records(9, 200), PinballLossTest.records(10, 50));
    }

    @Test
    void percentageErrorsWithAFloor_keepTheLawsToo() {
        PercentageRule rule = PercentageRule.floor(1.17e-6);
        new StatisticLaws<PercentageErrors, Contribution>(
                        () -> new PercentageErrors(rule),
                        (errors, r) -> errors.add(r.actual(), r.predicted()),
                        (errors, r) -> errors.remove(r.actual(), r.predicted()),
                        PercentageErrors::merge,
                        PercentageErrors::state,
                        state -> PercentageErrors.fromState(rule, state))
                .hold(PinballLossTest.records(9, 200), PinballLossTest.records(10, 50));
        PercentageErrors errors = new PercentageErrors(rule);
        errors.add(0, 1.17e-6);
        errors.add(2, 1);
        assertThat(errors.mape()).isCloseTo(.75, within(1e-12));
        assertThat(errors.samples()).isEqualTo(2);
        assertThat(errors.zeroActuals()).isEqualTo(1);
        assertThatThrownBy(() -> errors.merge(new PercentageErrors())).hasMessageContaining("expected");
        assertThatThrownBy(() -> PercentageRule.floor(0)).hasMessageContaining("expected 2^-60 to 1");
    }

    @Test
    void whatDoesNotFit_isRefused() {
        RelativeErrors errors = new RelativeErrors();
        assertThatThrownBy(() -> errors.add(1, Double.POSITIVE_INFINITY)).hasMessageContaining("predicted is Infinity");
        assertThatThrownBy(() -> errors.remove(1, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> errors.merge(new RelativeErrors(1))).hasMessage("floor is 1.0, expected 0.0");
        assertThatThrownBy(() -> new RelativeErrors(-1)).hasMessageContaining("floor is -1.0");
        assertThatThrownBy(() -> RelativeErrors.fromState(new long[3])).hasMessageContaining("state has 3 longs");
    }
}
