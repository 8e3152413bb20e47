package io.plumbline.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against torch.optim.lr_scheduler: the values and the script that made them are in torch_lr_scheduler.csv and
 * torch_lr_scheduler.py beside this class.
 */
class TorchSchedulesTest {
    private static final int PER_EPOCH = 3;
    private static final int STEPS = 30;
    /** As in the script. */
    private static final double[] VALIDATED = {1.0, 0.8, 0.81, 0.8, 0.79995, 0.9, 0.7, 0.75, 0.74, 0.73};

    private static final Map<String, Map<String, Object>> CASES = Map.ofEntries(
            Map.entry("step", Map.of("type", "step", "step-size", 3, "gamma", 0.5)),
            Map.entry("step-1", Map.of("type", "step", "step-size", 1, "gamma", 0.9)),
            Map.entry("step-steps", Map.of("type", "step", "step-size", 7, "gamma", 0.3, "per", "step")),
            Map.entry("multi-step", Map.of("type", "multi-step", "milestones", List.of(2, 5, 9))),
            Map.entry("multi-step-two", Map.of("type", "multi-step", "milestones", List.of(6, 7), "gamma", 0.3)),
            Map.entry(
                    "multi-step-steps",
                    Map.of("type", "multi_step", "milestones", List.of(4, 20), "gamma", 0.2, "per", "step")),
            Map.entry("exponential", Map.of("type", "exponential", "gamma", 0.8)),
            Map.entry("exponential-slow", Map.of("type", "exponential", "gamma", 0.99)),
            Map.entry("exponential-steps", Map.of("type", "exponential", "gamma", 0.95, "per", "step")),
            Map.entry("cosine", Map.of("type", "cosine", "warm-up", 0)),
            Map.entry("cosine-final", Map.of("type", "cosine", "warm-up", 0, "final", 0.3)),
            Map.entry("cosine-epochs", Map.of("type", "cosine", "warm-up", 0, "final", 0.1, "per", "epoch")),
            Map.entry("restarts", Map.of("type", "cosine-restarts", "t-0", 3)),
            Map.entry("restarts-longer", Map.of("type", "cosine-restarts", "t_0", 2, "t_mult", 2, "eta_min", 0.02)),
            Map.entry(
                    "restarts-steps",
                    Map.of("type", "cosine-restarts", "t-0", 4, "t-mult", 3, "eta-min", 0.001, "per", "step")),
            Map.entry("one-cycle", Map.of("type", "one-cycle")),
            Map.entry(
                    "one-cycle-linear",
                    Map.of(
                            "type",
                            "one-cycle",
                            "pct-start",
                            0.4,
                            "div-factor",
                            10,
                            "final-div-factor",
                            100,
                            "anneal",
                            "linear")),
            Map.entry("one-cycle-three", Map.of("type", "one-cycle", "pct-start", 0.25, "three-phase", true)),
            Map.entry(
                    "one-cycle-three-linear",
                    Map.of(
                            "type",
                            "one-cycle",
                            "pct-start",
                            0.45,
                            "three-phase",
                            true,
                            "anneal",
                            "linear",
                            "div-factor",
                            4)),
            Map.entry("polynomial", Map.of("type", "polynomial")),
            Map.entry("polynomial-half", Map.of("type", "polynomial", "power", 0.5)),
            Map.entry("polynomial-epochs", Map.of("type", "polynomial", "power", 2, "per", "epoch")),
            Map.entry("warm-constant", Map.of("type", "constant", "warm-up", 0.2)),
            Map.entry("warm-cosine", Map.of("type", "cosine", "warm-up", 0.1, "final", 0.1)),
            Map.entry("warm-step", Map.of("type", "step", "step-size", 7, "gamma", 0.3, "per", "step", "warm-up", 5)),
            Map.entry("warm-polynomial", Map.of("type", "polynomial", "power", 2, "warm-up", 0.3)),
            Map.entry("plateau", Map.of("type", "plateau", "patience", 1, "factor", 0.5)),
            Map.entry("plateau-cooldown", Map.of("type", "plateau", "patience", 0, "cooldown", 2, "min-lr", 0.005)),
            Map.entry("plateau-relative", Map.of("type", "plateau", "patience", 2, "factor", 0.5, "threshold", 0.12)),
            Map.entry(
                    "plateau-absolute",
                    Map.of(
                            "type",
                            "plateau",
                            "patience",
                            1,
                            "factor",
                            0.5,
                            "threshold",
                            0.05,
                            "threshold-mode",
                            "abs")),
            Map.entry(
                    "plateau-max",
                    Map.of("type", "plateau", "mode", "max", "patience", 2, "factor", 0.3, "threshold", 0.01)),
            Map.entry(
                    "plateau-max-absolute",
                    Map.of(
                            "type",
                            "plateau",
                            "mode",
                            "max",
                            "patience",
                            0,
                            "factor",
                            0.7,
                            "threshold",
                            0.1,
                            "threshold-mode",
                            "abs",
                            "cooldown",
                            1)));

    static List<String> cases() {
        return CASES.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rates_areTorchs(String name) throws IOException {
        List<Double> expected = golden(name);
        assertThat(expected).hasSize(STEPS);
        Schedule schedule = start(name);

        for (int step = 0; step < STEPS; step++) {
            assertThat(schedule.rate(moment(step))).as("step %d", step).isCloseTo(expected.get(step), within(1e-12));
            // Asking for another moment changes nothing.
            schedule.rate(moment(STEPS - 1 - step));
            if ((step + 1) % PER_EPOCH == 0) {
                schedule.validated(Map.of("loss", VALIDATED[step / PER_EPOCH]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRestoredSchedule_goesOnWithTheSameRates(String name) throws IOException {
        List<Double> expected = golden(name);
        for (int resumedAt = 1; resumedAt < VALIDATED.length; resumedAt++) {
            Schedule first = start(name);
            for (int epoch = 0; epoch < resumedAt; epoch++) {
                first.validated(Map.of("loss", VALIDATED[epoch]));
            }
            Schedule second = start(name);
            second.restore(first.state());
            for (int epoch = resumedAt; epoch < VALIDATED.length; epoch++) {
                assertThat(second.rate(moment(epoch * PER_EPOCH)))
                        .isCloseTo(expected.get(epoch * PER_EPOCH), within(1e-12));
                second.validated(Map.of("loss", VALIDATED[epoch]));
            }
        }
    }

    private static Moment moment(int step) {
        return new Moment(step, PER_EPOCH, STEPS);
    }

    private static Schedule start(String name) {
        Map<String, Object> values = new HashMap<>(CASES.get(name));
        values.put("learning-rate", 0.1);
        Settings settings = TestSettings.of(values);
        Schedule.Config config = Schedule.from(settings);
        settings.refuseProblems("test");
        return config.start();
    }

    private static List<Double> golden(String name) throws IOException {
        try (InputStream in = TorchSchedulesTest.class.getResourceAsStream("torch_lr_scheduler.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(",", -1))
                    .filter(line -> line[0].equals(name))
                    .map(line -> Double.valueOf(line[2]))
                    .toList();
        }
    }
}
