package io.plumbline.metrics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.metrics.drift.ErrorStreams.Kind;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The budget, by simulation: a part of what calibrated the detectors, seeded. The runs are many budgets long, so that not only none
 * too many alarms is seen, but also that some come: a detector that never alarms keeps any budget.
 */
final class FalseAlarmTest {
    private static final long BUDGET = 1_000;

    static Stream<Arguments> unchanged() {
        return Stream.of(0.05, 0.1, 0.3, 0.5)
                .flatMap(p -> Stream.of(Kind.ADWIN, Kind.PAGE_HINKLEY).map(kind -> Arguments.of(kind, p)));
    }

    @ParameterizedTest
    @MethodSource("unchanged")
    void mistakesWithoutChange_alarmLessOftenThanTheBudget_butNotNever(Kind kind, double probability) {
        long errors = 200_000;
        long alarms = alarms(kind, BUDGET, ErrorStreams.mistakes(probability, new Random(1)), errors);
        assertThat(alarms).isBetween(errors / BUDGET / 40, errors / BUDGET / 2);
    }

    @ParameterizedTest
    @CsvSource({"SCALED_ADWIN, 1", "SCALED_PAGE_HINKLEY, 1", "SCALED_ADWIN, 1e12", "SCALED_PAGE_HINKLEY, 1e-12"})
    void absoluteErrorsWithoutChange_alarmLessOftenThanTheBudget_inAnyUnit(Kind kind, double deviation) {
        long errors = 200_000;
        long alarms = alarms(kind, BUDGET, ErrorStreams.absolute(deviation, new Random(2)), errors);
        assertThat(alarms).isBetween(errors / BUDGET / 100, errors / BUDGET / 2);
    }

    @ParameterizedTest
    @CsvSource({"ADWIN", "PAGE_HINKLEY"})
    void aLargerBudget_isKeptToo(Kind kind) {
        long errors = 1_000_000;
        assertThat(alarms(kind, 100_000, ErrorStreams.mistakes(0.1, new Random(3)), errors))
                .isLessThan(errors / 100_000);
    }

    /** A mean of few errors is far off: that must not bring alarms. */
    @ParameterizedTest
    @CsvSource({"ADWIN", "PAGE_HINKLEY"})
    void freshStarts_keepTheBudgetFromTheFirstErrorOn(Kind kind) {
        Random random = new Random(4);
        int alarmed = 0;
        for (int run = 0; run < 500; run++) {
            alarmed += alarms(kind, BUDGET, ErrorStreams.mistakes(0.2, random), BUDGET / 2) > 0 ? 1 : 0;
        }
        // A first alarm after an exponential time of one budget would have come in 39 of 100.
        assertThat(alarmed).isLessThan(500 * 39 / 100);
    }

    @Test
    void aBudgetThatNothingWasCalibratedFor_isRefused() {
        assertThatThrownBy(() -> new FalseAlarmBudget(999))
                .hasMessageContaining("999")
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> new FalseAlarmBudget(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FalseAlarmBudget(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long alarms(Kind kind, long budget, DoubleSupplier errors, long samples) {
        ChangeDetector detector = kind.with(budget);
        for (long i = 0; i < samples; i++) {
            detector.add(errors.getAsDouble());
        }
        assertThat(detector.samples()).isEqualTo(samples);
        return detector.alarms();
    }
}
