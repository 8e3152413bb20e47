package io.plumbline.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import io.plumbline.trainer.network.TorchScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against torch.optim: the values and the script that made them are in torch_optim.csv and torch_optim.py beside this class. */
class UpdateRulesTest {
    private static final Map<String, Map<String, Object>> CASES = Map.ofEntries(
            Map.entry("sgd", Map.of("type", "sgd", "weight-decay", 0.1)),
            Map.entry("sgd-momentum", Map.of("type", "sgd", "momentum", 0.9, "dampening", 0.2, "weight-decay", 0.01)),
            Map.entry("sgd-nesterov", Map.of("type", "sgd", "momentum", 0.8, "nesterov", true)),
            Map.entry("adam", Map.of("type", "adam", "weight-decay", 0.1)),
            Map.entry("adam-epsilon", Map.of("type", "adam", "beta1", 0.8, "beta2", 0.95, "epsilon", 0.01)),
            Map.entry("adamw", Map.of("type", "adamw", "weight-decay", 0.1)),
            Map.entry(
                    "adamw-betas",
                    Map.of("type", "adamw", "beta1", 0.7, "beta2", 0.9, "epsilon", 1e-3, "weight-decay", 0.5)),
            Map.entry("rmsprop", Map.of("type", "rmsprop")),
            Map.entry("rmsprop-centered", Map.of("type", "rmsprop", "alpha", 0.9, "centered", true, "epsilon", 1e-4)),
            Map.entry(
                    "rmsprop-all",
                    Map.of(
                            "type",
                            "rmsprop",
                            "alpha",
                            0.9,
                            "centered",
                            true,
                            "momentum",
                            0.7,
                            "weight-decay",
                            0.05,
                            "epsilon",
                            1e-2)),
            Map.entry("adagrad", Map.of("type", "adagrad")),
            Map.entry(
                    "adagrad-all",
                    Map.of("type", "adagrad", "lr-decay", 0.1, "initial-accumulator", 0.5, "weight-decay", 0.02)));

    static List<String> cases() {
        return CASES.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void steps_areTorchs_whileTheRateChanges(String name) throws IOException {
        List<String[]> expected = golden(name);
        assertThat(expected).hasSize(15);
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.weights(torch);
            try (Optimizer optimizer = optimizer(name, probe)) {
                for (String[] line : expected) {
                    int step = Integer.parseInt(line[1]);
                    probe.backward(Probe.gradient(step));
                    optimizer.step(Probe.rate(step));

                    float[] actual = probe.values("weight");
                    for (int i = 0; i < actual.length; i++) {
                        double torchs = Double.parseDouble(line[2 + i]);
                        assertThat((double) actual[i])
                                .as("weight %d after step %d", i, step)
                                .isCloseTo(torchs, within(5e-7 * Math.max(1, Math.abs(torchs))));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRestoredOptimizer_goesOnToTheBit(String name) {
        try (TorchScope torch = new TorchScope()) {
            Probe whole = Probe.weights(torch);
            Probe resumed = Probe.weights(torch);
            try (Optimizer first = optimizer(name, whole)) {
                for (int step = 1; step <= 5; step++) {
                    whole.backward(Probe.gradient(step));
                    first.step(Probe.rate(step));
                }
                OptimizerState saved = first.state();
                resumed.array("weight").set(whole.values("weight"));
                try (Optimizer second = optimizer(name, resumed)) {
                    second.restore(saved);
                    for (int step = 6; step <= 9; step++) {
                        whole.backward(Probe.gradient(step));
                        first.step(Probe.rate(step));
                        resumed.backward(Probe.gradient(step));
                        second.step(Probe.rate(step));
                    }
                    assertThat(resumed.values("weight")).isEqualTo(whole.values("weight"));
                    assertThat(second.state().step()).isEqualTo(9);
                }
            }
        }
    }

    @Test
    void aStateOfAnotherOptimizer_isRefused() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.weights(torch);
            try (Optimizer adam = optimizer("adam", probe);
                    Optimizer sgd = optimizer("sgd-momentum", probe);
                    Optimizer adagrad = optimizer("adagrad", probe)) {
                assertThatThrownBy(() -> adam.restore(sgd.state()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("optimizer state has 1 tensors, expected 2");
                assertThatThrownBy(() -> adagrad.restore(sgd.state()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("has no numbers for")
                        .hasMessageContaining("/sum', expected 4");
            }
        }
    }

    @Test
    void nesterov_needsMomentumWithoutDampening() {
        Settings optimizer = TestSettings.of(Map.of("type", "sgd", "nesterov", true));
        Optimizer.from(optimizer);

        assertThatThrownBy(() -> optimizer.refuseProblems("here"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessage("here: nesterov is true with momentum 0.0 and dampening 0.0,"
                        + " expected momentum > 0 and dampening 0");
    }

    private static Optimizer optimizer(String name, Probe probe) {
        Settings settings = TestSettings.of(CASES.get(name));
        Optimizer.Config config = Optimizer.from(settings);
        settings.refuseProblems("test");
        return config.over(probe.parameters());
    }

    private static List<String[]> golden(String name) throws IOException {
        try (InputStream in = UpdateRulesTest.class.getResourceAsStream("torch_optim.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(",", -1))
                    .filter(line -> line[0].equals(name))
                    .toList();
        }
    }
}
