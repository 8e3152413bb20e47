package io.plumbline.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @Test
    void cosine_risesInALine_thenFallsToItsFloor() {
        Schedule schedule = start(Map.of("type", "cosine", "warm-up", 0.2, "final", 0.01));

        assertThat(schedule.rate(new Moment(0, 10, 100))).isCloseTo(0.005, within(1e-12));
        assertThat(schedule.rate(new Moment(9, 10, 100))).isCloseTo(0.05, within(1e-12));
        assertThat(schedule.rate(new Moment(19, 10, 100))).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.rate(new Moment(20, 10, 100))).isCloseTo(0.1, within(1e-12));
        assertThat(schedule.rate(new Moment(60, 10, 100))).isCloseTo(0.1 * (0.01 + 0.99 / 2), within(1e-12));
        assertThat(schedule.rate(new Moment(100, 10, 100))).isCloseTo(0.001, within(1e-12));
    }

    @Test
    void aCosineWarmsUpForATenth_unlessToldOtherwise_andTheOthersStartAtOnce() {
        assertThat(start(Map.of("type", "cosine")).rate(new Moment(0, 10, 100))).isCloseTo(0.01, within(1e-12));
        assertThat(start(Map.of("type", "cosine", "warm-up", 0)).rate(new Moment(0, 10, 10)))
                .isEqualTo(0.1);
        assertThat(start(Map.of("type", "constant")).rate(new Moment(0, 10, 1000)))
                .isEqualTo(0.1);
        assertThat(start(Map.of("type", "constant")).rate(new Moment(999, 10, 10)))
                .isEqualTo(0.1);
    }

    @Test
    void warmUp_isAFractionBelowOne_roundedUp_andStepsFromOneOn() {
        Schedule fraction = start(Map.of("type", "constant", "warm-up", 0.11));
        assertThat(fraction.rate(new Moment(0, 5, 10))).isCloseTo(0.05, within(1e-12));
        assertThat(fraction.rate(new Moment(1, 5, 10))).isEqualTo(0.1);

        Schedule steps = start(Map.of("type", "constant", "warm-up", 4));
        assertThat(steps.rate(new Moment(0, 5, 10))).isCloseTo(0.025, within(1e-12));
        assertThat(steps.rate(new Moment(3, 5, 10))).isEqualTo(0.1);
        assertThat(start(Map.of("type", "constant", "warm-up", 1)).rate(new Moment(0, 5, 10)))
                .isEqualTo(0.1);
    }

    @Test
    void aMilestoneInEpochs_isTheRunsEpoch_warmUpOrNot() {
        Schedule schedule = start(Map.of("type", "multi-step", "milestones", List.of(2), "warm-up", 12));

        assertThat(schedule.rate(new Moment(5, 10, 40))).isCloseTo(0.05, within(1e-12));
        assertThat(schedule.rate(new Moment(19, 10, 40))).isEqualTo(0.1);
        assertThat(schedule.rate(new Moment(20, 10, 40))).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void plateau_risesFirst_ifItWarmsUp_andItsStateIsSavedThroughTheRise() {
        Map<String, Object> values = Map.of("type", "plateau", "warm-up", 4, "patience", 0, "factor", 0.5);
        Schedule schedule = start(values);
        assertThat(schedule.rate(new Moment(1, 10, 40))).isCloseTo(0.05, within(1e-12));
        schedule.validated(Map.of("loss", 1.0));
        schedule.validated(Map.of("loss", 2.0));
        assertThat(schedule.rate(new Moment(20, 10, 40))).isCloseTo(0.05, within(1e-12));

        Schedule resumed = start(values);
        resumed.restore(schedule.state());
        assertThat(resumed.rate(new Moment(20, 10, 40))).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void plateau_countsNaNAsNotBetter_andStartsFromTheFirstNumber() {
        Schedule schedule =
                start(Map.of("type", "plateau", "metric", "f1_macro", "mode", "max", "patience", 1, "factor", 0.5));
        schedule.validated(Map.of("f1_macro", Double.NaN));
        assertThat(schedule.state()).doesNotContainKey("best");
        schedule.validated(Map.of("f1_macro", 0.5));
        schedule.validated(Map.of("f1_macro", Double.NaN));
        assertThat(schedule.rate(new Moment(0, 1, 9))).isEqualTo(0.1);
        schedule.validated(Map.of("f1_macro", Double.NaN));
        assertThat(schedule.rate(new Moment(0, 1, 9))).isEqualTo(0.05);
    }

    @Test
    void plateau_goesOnFromAnInfiniteLoss_asTorchDoes() {
        Schedule schedule = start(Map.of("type", "plateau", "patience", 1, "factor", 0.5));

        for (double loss : new double[] {Double.POSITIVE_INFINITY, 5, 4, 3, 2}) {
            schedule.validated(Map.of("loss", loss));
        }

        assertThat(schedule.rate(new Moment(0, 1, 9))).isEqualTo(0.1);
    }

    @Test
    void plateau_knowsWhichWayItsMetricIsBetter_unlessItIsTold() {
        Map<String, Double> first = Map.of("accuracy", 0.5, "log_loss", 0.5);
        Map<String, Double> second = Map.of("accuracy", 0.6, "log_loss", 0.6);

        assertThat(rateAfter(Map.of("metric", "accuracy"), first, second)).isEqualTo(0.1);
        assertThat(rateAfter(Map.of("metric", "log_loss"), first, second)).isEqualTo(0.05);
        assertThat(rateAfter(Map.of("metric", "accuracy", "mode", "min"), first, second))
                .isEqualTo(0.05);
    }

    @SafeVarargs
    private static double rateAfter(Map<String, Object> plateau, Map<String, Double>... validated) {
        Map<String, Object> values = new HashMap<>(plateau);
        values.putAll(Map.of("type", "plateau", "patience", 0, "factor", 0.5));
        Schedule schedule = start(values);
        for (Map<String, Double> epoch : validated) {
            schedule.validated(epoch);
        }
        return schedule.rate(new Moment(0, 1, 9));
    }

    @Test
    void plateau_namesTheNumbersThereAre_ifItsMetricIsNotAmongThem() {
        Schedule schedule = start(Map.of("type", "plateau", "metric", "f1"));

        assertThatThrownBy(() -> schedule.validated(Map.of("loss", 1.0, "accuracy", 0.5)))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessage("experiment: schedule.metric is 'f1', which is not validated,"
                        + " expected one of [accuracy, loss]");
        assertThatThrownBy(() -> schedule.restore(Map.of("best", 1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("schedule state has no 'rate', expected a plateau's state");
    }

    @Test
    void eachRunOfAPlateau_startsAnew() {
        Schedule.Config config = read(TestSettings.of(Map.of("type", "plateau", "learning-rate", 0.1, "patience", 0)));
        Schedule first = config.start();
        first.validated(Map.of("loss", 1.0));
        first.validated(Map.of("loss", 1.0));

        assertThat(first.rate(new Moment(0, 1, 1))).isCloseTo(0.01, within(1e-12));
        assertThat(config.start().rate(new Moment(0, 1, 1))).isEqualTo(0.1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "constant",
                "step",
                "multi-step",
                "exponential",
                "cosine",
                "cosine-restarts",
                "one-cycle",
                "plateau",
                "polynomial"
            })
    void anyLengthOfRun_givesFiniteRates_andTheResolvedFormReadsTheSame(String type) {
        Map<String, Object> values = new HashMap<>(Map.of("type", type, "learning-rate", 0.1, "warm-up", 2));
        values.putAll(
                switch (type) {
                    case "step" -> Map.of("step-size", 2);
                    case "multi-step" -> Map.of("milestones", List.of(1, 2));
                    case "exponential" -> Map.of("gamma", 0.5);
                    case "cosine-restarts" -> Map.of("t-0", 1);
                    default -> Map.of();
                });
        Settings settings = TestSettings.of(values);
        Schedule schedule = read(settings).start();
        Schedule again = read(TestSettings.of(settings.resolved())).start();
        for (int steps = 1; steps <= 7; steps++) {
            for (int step = 0; step < steps; step++) {
                Moment at = new Moment(step, 2, steps);
                assertThat(schedule.rate(at)).isBetween(0.0, 0.1 + 1e-12).isEqualTo(again.rate(at));
            }
        }
        assertThat(Schedule.TYPES).contains(type).hasSize(9);
    }

    @Test
    void theCurve_hasBothEnds_andNoMorePointsThanSteps() {
        Schedule schedule = start(Map.of("type", "polynomial"));

        List<Schedule.Point> curve = schedule.curve(10, 100, 12);
        assertThat(curve).hasSize(12);
        assertThat(curve.get(0)).isEqualTo(new Schedule.Point(0, 0.1));
        assertThat(curve.get(11).step()).isEqualTo(99);
        assertThat(schedule.curve(1, 3, 12)).extracting(Schedule.Point::step).containsExactly(0L, 1L, 2L);
        assertThat(schedule.curve(1, 1, 12)).extracting(Schedule.Point::step).containsExactly(0L);
    }

    @Test
    void aFloorAboveTheStart_isAMistake() {
        Settings settings = TestSettings.of(Map.of("type", "plateau", "learning-rate", 0.1, "min-lr", 0.2));
        Schedule.from(settings);
        assertThatThrownBy(() -> settings.refuseProblems("here"))
                .hasMessage("here: min-lr is 0.2, expected at most learning-rate, which is 0.1");
    }

    private static Schedule start(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("learning-rate", 0.1);
        return read(TestSettings.of(all)).start();
    }

    private static Schedule.Config read(Settings settings) {
        Schedule.Config config = Schedule.from(settings);
        settings.refuseProblems("test");
        return config;
    }
}
