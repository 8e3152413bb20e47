package io.plumbline.metrics.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class R2RuleTest {
    @Test
    void aConstantTarget_isWhatTheRuleSays() {
        RegressionErrors wrong = errors(new double[] {7, 7, 7}, new double[] {7, 7, 8});
        assertThat(wrong.r2()).isNaN();
        assertThat(wrong.r2(R2Rule.FORCE_FINITE)).isZero();
        assertThat(wrong.r2(R2Rule.CLOSE_TO_ZERO)).isZero();
        RegressionErrors right = errors(new double[] {7, 7, 7}, new double[] {7, 7, 7});
        assertThat(right.r2()).isNaN();
        assertThat(right.r2(R2Rule.FORCE_FINITE)).isEqualTo(1);
        assertThat(right.r2(R2Rule.CLOSE_TO_ZERO)).isEqualTo(1);
    }

    /** 1e9 + noise of 1e-6: sums of squares in doubles would have lost it altogether. */
    @Test
    void aNearlyConstantTarget_isNotConstant() {
        double step = 0x1p-20;
        RegressionErrors errors =
                errors(new double[] {1e9, 1e9 + step, 1e9 + 2 * step}, new double[] {1e9, 1e9 + step, 1e9 + 3 * step});
        assertThat(errors.actualSpread()).isCloseTo(2 * step * step, within(1e-24));
        assertThat(errors.r2()).isCloseTo(.5, within(1e-12));
        assertThat(errors.r2(R2Rule.FORCE_FINITE)).isCloseTo(.5, within(1e-12));
        assertThat(errors.r2(R2Rule.CLOSE_TO_ZERO)).isEqualTo(1);
    }

    @Test
    void fewerThanTwoRecords_haveNone_underAnyRule() {
        for (R2Rule rule : R2Rule.values()) {
            assertThat(new RegressionErrors().r2(rule)).isNaN();
            assertThat(errors(new double[] {3}, new double[] {3}).r2(rule)).isNaN();
        }
    }

    private static RegressionErrors errors(double[] actual, double[] predicted) {
        RegressionErrors errors = new RegressionErrors();
        for (int i = 0; i < actual.length; i++) {
            errors.add(actual[i], predicted[i]);
        }
        return errors;
    }
}
