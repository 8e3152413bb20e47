package io.plumbline.metrics.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.metrics.regression.RegressionErrors.Contribution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class PercentageErrorsTest {
    @Test
    void value_isNaN_beforeTheFirstRecordWithAnActualValue() {
        PercentageErrors errors = new PercentageErrors();
        assertThat(errors.mape()).isNaN();
        errors.add(0, 3);
        errors.add(-0.0, 3);
        errors.add(1e-17, 3);
        assertThat(errors.mape()).isNaN();
        assertThat(errors.zeroActuals()).isEqualTo(3);
        assertThat(errors.samples()).isZero();
    }

    @Test
    void value_isThatOfTheBatchFormula_afterEveryRecord() {
        Random random = new Random(41);
        PercentageErrors errors = new PercentageErrors();
        List<Contribution> records = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Contribution record = anyRecord(random);
            errors.add(record.actual(), record.predicted());
            records.add(record);
            assertThat(errors.mape())
                    .isCloseTo(
                            records.stream()
                                    .filter(r -> r.actual() != 0)
                                    .mapToDouble(r -> Math.abs(r.predicted() - r.actual()) / Math.abs(r.actual()))
                                    .average()
                                    .orElse(Double.NaN),
                            Percentage.withPercentage(1e-7));
        }
        assertThat(errors.zeroActuals()).isBetween(1L, 200L);
        assertThat(errors.samples() + errors.zeroActuals()).isEqualTo(1_000);
    }

    /** Golden: scikit-learn 1.2.1, {@code mean_absolute_percentage_error([3,-0.5,2,7], [2.5,0,2,8])}. */
    @Test
    void withoutZeros_asInScikitLearn() {
        PercentageErrors errors = new PercentageErrors();
        errors.add(3, 2.5);
        errors.add(-0.5, 0);
        errors.add(2, 2);
        errors.add(7, 8);
        assertThat(errors.mape()).isCloseTo(0.3273809523809524, within(1e-15));
    }

    @Test
    void anyOrder_anySplit_andAnyDetour_giveTheSameBits() {
        Random random = new Random(42);
        List<Contribution> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(anyRecord(random));
        }
        long[] whole = count(records).state();
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(records, random);
            int cut = random.nextInt(records.size());
            PercentageErrors merged = count(records.subList(0, cut));
            Contribution detour = anyRecord(random);
            merged.add(detour.actual(), detour.predicted());
            merged.merge(count(records.subList(cut, records.size())));
            assertThat(merged.state()).isNotEqualTo(whole);
            merged.remove(detour.actual(), detour.predicted());
            assertThat(merged.state()).isEqualTo(whole);
        }
    }

    @Test
    void whatDoesNotFit_isRefused_andChangesNothing() {
        PercentageErrors errors = count(List.of(new Contribution(2, 1)));
        long[] before = errors.state();
        assertThatThrownBy(() -> errors.add(Double.NaN, 1)).hasMessageContaining("actual is NaN");
        assertThatThrownBy(() -> errors.add(1, 1e19)).hasMessageContaining("predicted is 1.0E19");
        assertThatThrownBy(() -> errors.remove(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(errors.state()).isEqualTo(before);
        errors.add(PercentageErrors.SMALLEST, RegressionErrors.LIMIT);
        assertThat(errors.mape()).isGreaterThan(1e33);
    }

    @Test
    void stateRoundTrips_andImpossibleOnesAreRefused() {
        PercentageErrors errors = count(List.of(new Contribution(2, 1), new Contribution(0, 5)));
        long[] state = errors.state();
        PercentageErrors copy = PercentageErrors.fromState(state);
        assertThat(copy.state()).isEqualTo(state);
        copy.add(1, 1);
        assertThat(errors.state()).isEqualTo(state);
        assertThat(errors.mape()).isEqualTo(0.5);
        state[1] = RegressionErrors.MAX_SAMPLES;
        assertThatThrownBy(() -> PercentageErrors.fromState(state)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PercentageErrors.fromState(new long[3]))
                .hasMessageContaining("state has 3 longs, expected 6");
    }

    private static Contribution anyRecord(Random random) {
        double actual = random.nextInt(10) == 0 ? 0 : random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3);
        return new Contribution(actual, actual + random.nextGaussian());
    }

    private static PercentageErrors count(List<Contribution> records) {
        PercentageErrors errors = new PercentageErrors();
        records.forEach(record -> errors.add(record.actual(), record.predicted()));
        return errors;
    }
}
