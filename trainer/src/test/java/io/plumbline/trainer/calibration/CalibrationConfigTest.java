package io.plumbline.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.checkpoint.Decision;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Example;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalibrationConfigTest {
    private static final Task TWO = new Task.Classification(List.of("ok", "fraud"));
    private static final Task THREE = new Task.Classification(List.of("ant", "bee", "cat"));

    @Test
    void absent_fitsNothing_andSuitsEveryTask() {
        CalibrationConfig config = read(Map.of());

        assertThat(config).isEqualTo(new CalibrationConfig(false, Optional.empty(), Optional.empty()));
        for (Task task : List.of(TWO, THREE, new Task.Regression("USD"))) {
            assertThatCode(() -> config.requireFits(task)).doesNotThrowAnyException();
        }
        assertThat(config.fitThreshold(THREE, part(0), new float[3])).isEmpty();
    }

    @Test
    void keys() {
        assertThat(read(Map.of("temperature", true, "threshold", "f1", "positive", "ok")))
                .isEqualTo(new CalibrationConfig(true, Optional.of(new Criterion.F1()), Optional.of("ok")));
        assertThat(read(Map.of("threshold", "cost", "false_negative_cost", 5)).threshold())
                .contains(new Criterion.Cost(1, 5));
        assertThatThrownBy(() -> read(Map.of("threshold", "f2", "temperature", "hot")))
                .hasMessageContaining("calibration.temperature is 'hot'")
                .hasMessageContaining("calibration.threshold is 'f2'")
                .hasMessageContaining("did you mean 'f1'");
        assertThatThrownBy(() -> read(Map.of("threshold", "f1", "false-negative-cost", 5)))
                .hasMessageContaining("calibration.false-negative-cost is unknown");
    }

    @Test
    void whatTheTaskCannotHave_isNamed() {
        assertThatThrownBy(() ->
                        read(Map.of("temperature", true, "threshold", "f1")).requireFits(new Task.Regression("USD")))
                .isInstanceOfSatisfying(InvalidExperimentException.class, refused -> assertThat(refused.problems())
                        .satisfiesExactly(
                                first -> assertThat(first).contains("calibration.temperature", "regression"),
                                second -> assertThat(second).contains("calibration.threshold", "regression")));
        assertThatThrownBy(() -> read(Map.of("threshold", "youden")).requireFits(THREE))
                .hasMessageContaining("expected none for 3 classes");
        assertThatThrownBy(() ->
                        read(Map.of("threshold", "f1", "positive", "fraude")).requireFits(TWO))
                .hasMessageContaining("did you mean 'fraud'");
        assertThatCode(() -> read(Map.of("temperature", true)).requireFits(THREE))
                .doesNotThrowAnyException();
    }

    @Test
    void theThreshold_isAboutTheSecondClass_orTheOneNamed() {
        Partition part = part(0, 0, 1, 1);
        float[] answers = {0.875f, 0.125f, 0.75f, 0.25f, 0.625f, 0.375f, 0.375f, 0.625f};
        CalibrationConfig second = read(Map.of("threshold", "f1"));
        CalibrationConfig first = read(Map.of("threshold", "f1", "positive", "ok"));

        DecisionThreshold ofSecond = second.fitThreshold(TWO, part, answers).orElseThrow();
        DecisionThreshold ofFirst = first.fitThreshold(TWO, part, answers).orElseThrow();

        assertThat(second.decision(TWO, ofSecond)).isEqualTo(new Decision("fraud", 0.3125));
        assertThat(first.decision(TWO, ofFirst)).isEqualTo(new Decision("ok", 0.6875));
    }

    private static CalibrationConfig read(Map<String, Object> section) {
        Settings settings = TestSettings.of(Map.of("calibration", section));
        CalibrationConfig config = CalibrationConfig.from(settings.section("calibration"));
        settings.refuseProblems("test");
        return config;
    }

    private static Partition part(float... targets) {
        int[] starts = new int[targets.length + 1];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = i;
        }
        Example any = new Example("r", new Payload.Row(Map.of()), new Truth.Value(0));
        return new Partition(0, new float[0], targets, starts, Collections.nCopies(targets.length, any));
    }
}
