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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegressionErrorsTest {
    private static final Percentage ONE_BILLIONTH = Percentage.withPercentage(1e-7);

    @Test
    void everyValue_isNaN_beforeTheFirstRecord() {
        RegressionErrors errors = new RegressionErrors();
        assertThat(errors.samples()).isZero();
        assertThat(new double[] {errors.mae(), errors.mse(), errors.rmse(), errors.bias(), errors.r2()})
                .containsOnly(Double.NaN);
        assertThat(errors.absoluteErrorSum()).isZero();
        assertThat(errors.squaredErrorSum()).isZero();
    }

    @Test
    void values_areThoseOfTheBatchFormulas_afterEveryRecord() {
        Random random = new Random(3);
        RegressionErrors errors = new RegressionErrors();
        List<Contribution> records = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Contribution record = anyRecord(random);
            errors.add(record);
            records.add(record);
            assertThat(errors.samples()).isEqualTo(records.size());
            double mse = records.stream()
                    .mapToDouble(r -> square(r.predicted() - r.actual()))
                    .average()
                    .orElseThrow();
            assertThat(errors.mae())
                    .isCloseTo(
                            records.stream()
                                    .mapToDouble(r -> Math.abs(r.predicted() - r.actual()))
                                    .average()
                                    .orElseThrow(),
                            ONE_BILLIONTH);
            assertThat(errors.mse()).isCloseTo(mse, ONE_BILLIONTH);
            assertThat(errors.rmse()).isCloseTo(Math.sqrt(mse), ONE_BILLIONTH);
            assertThat(errors.bias())
                    .isCloseTo(
                            records.stream()
                                    .mapToDouble(r -> r.predicted() - r.actual())
                                    .average()
                                    .orElseThrow(),
                            within(1e-4));
            if (i > 0) {
                assertThat(errors.r2()).isCloseTo(r2(records), within(1e-9 * (1 + Math.abs(r2(records)))));
            }
        }
    }

    @Test
    void knownValues() {
        RegressionErrors errors = new RegressionErrors();
        errors.add(3, 2.5);
        errors.add(-0.5, 0);
        errors.add(2, 2);
        errors.add(7, 8);
        assertThat(errors.mae()).isEqualTo(0.5);
        assertThat(errors.mse()).isEqualTo(0.375);
        assertThat(errors.rmse()).isEqualTo(Math.sqrt(0.375));
        assertThat(errors.bias()).isEqualTo(0.25);
        assertThat(errors.r2()).isCloseTo(0.948608137, within(1e-9));
    }

    @Test
    void r2_keepsItsDigits_whenTheValuesAreLargeAndTheirSpreadIsSmall() {
        RegressionErrors errors = new RegressionErrors();
        for (int i = 0; i < 1_000; i++) {
            double actual = 1e9 + (i % 2 == 0 ? 1 : -1);
            errors.add(actual, actual + 0.5);
        }
        assertThat(errors.r2()).isEqualTo(0.75);
    }

    @Test
    void r2_isNaN_whenTheActualValuesDoNotVary() {
        RegressionErrors errors = new RegressionErrors();
        errors.add(0.1, 0.2);
        assertThat(errors.r2()).isNaN();
        for (int i = 0; i < 1_000; i++) {
            errors.add(0.1, 0.3);
        }
        assertThat(errors.r2()).isNaN();
        assertThat(errors.mae()).isCloseTo(0.1999, within(1e-4));
    }

    @Test
    void errorsOfTrillions_leaveNoTrace() {
        RegressionErrors errors = new RegressionErrors();
        errors.add(1, 1 + 0x1p-40);
        long[] before = errors.state();
        for (int i = 0; i < 1_000; i++) {
            errors.add(-1e12 - i, 1e12);
        }
        for (int i = 999; i >= 0; i--) {
            errors.remove(-1e12 - i, 1e12);
        }
        assertThat(errors.state()).isEqualTo(before);
        assertThat(errors.mae()).isEqualTo(0x1p-40);
        assertThat(errors.mse()).isEqualTo(0x1p-80);
    }

    @Test
    void anyOrder_anySplit_andAnyDetour_giveTheSameBits() {
        Random random = new Random(4);
        List<Contribution> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(anyRecord(random));
        }
        long[] whole = count(records).state();
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(records, random);
            int cut = random.nextInt(records.size());
            RegressionErrors merged = count(records.subList(0, cut));
            Contribution detour = anyRecord(random);
            merged.add(detour);
            merged.merge(count(records.subList(cut, records.size())));
            assertThat(merged.state()).isNotEqualTo(whole);
            merged.remove(detour);
            assertThat(merged.state()).isEqualTo(whole);
        }
    }

    @Test
    void stateRoundTrips_andLeavesTheOriginalAlone() {
        RegressionErrors errors = count(List.of(new Contribution(1, 2), new Contribution(-5, 3)));
        long[] state = errors.state();
        RegressionErrors copy = RegressionErrors.fromState(state);
        assertThat(copy.state()).isEqualTo(state);
        copy.add(1, 1);
        assertThat(errors.state()).isEqualTo(state);
        assertThat(errors.mae()).isEqualTo(4.5);
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, 1, actual is NaN",
        "1, NaN, predicted is NaN",
        "Infinity, 1, actual is Infinity",
        "1, -Infinity, predicted is -Infinity",
        "1e19, 1, actual is 1.0E19",
        "1, 1e19, predicted is 1.0E19",
        "-1e18, 1e18, error is 2.0E18"
    })
    void recordThatDoesNotFit_isRefused_andChangesNothing(double actual, double predicted, String message) {
        RegressionErrors errors = count(List.of(new Contribution(1, 2)));
        long[] before = errors.state();
        assertThatThrownBy(() -> errors.add(actual, predicted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> errors.remove(actual, predicted)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Contribution(actual, predicted)).hasMessageContaining(message);
        assertThat(errors.state()).isEqualTo(before);
    }

    @Test
    void removingFromNothing_isRefused() {
        RegressionErrors errors = new RegressionErrors();
        assertThatThrownBy(() -> errors.remove(1, 2)).isInstanceOf(IllegalStateException.class);
        assertThat(errors.state()).isEqualTo(new RegressionErrors().state());
    }

    @Test
    void recordsBeyondTheRoom_areRefused() {
        long[] full = new RegressionErrors().state();
        full[0] = RegressionErrors.MAX_SAMPLES;
        RegressionErrors errors = RegressionErrors.fromState(full);
        assertThatThrownBy(() -> errors.add(1, 2)).isInstanceOf(IllegalStateException.class);
        assertThat(errors.state()).isEqualTo(full);
        full[0]++;
        assertThatThrownBy(() -> RegressionErrors.fromState(full)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegressionErrors.fromState(new long[3]))
                .hasMessageContaining("state has 3 longs, expected 21");
    }

    private static Contribution anyRecord(Random random) {
        double actual = random.nextGaussian() * 1e5;
        return new Contribution(actual, actual + random.nextGaussian() * Math.pow(10, random.nextInt(13) - 6));
    }

    private static RegressionErrors count(List<Contribution> records) {
        RegressionErrors errors = new RegressionErrors();
        records.forEach(errors::add);
        return errors;
    }

    private static double r2(List<Contribution> records) {
        double mean =
                records.stream().mapToDouble(Contribution::actual).average().orElseThrow();
        double spread =
                records.stream().mapToDouble(r -> square(r.actual() - mean)).sum();
        return 1
                - records.stream()
                                .mapToDouble(r -> square(r.predicted() - r.actual()))
                                .sum()
                        / spread;
    }

    private static double square(double value) {
        return value * value;
    }
}
