package io.plumbline.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import io.plumbline.trainer.network.TorchScope;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightAverageTest {
    @Test
    void theAverage_followsItsFormula_andTheWeightsComeBackToTheBit() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBias(torch);
            double[] expected = {0.5};
            try (WeightAverage average = new WeightAverage.Config(0.3, true).over(probe.parameters())) {
                for (int t = 0; t < 8; t++) {
                    float bias = (float) Math.sin(t);
                    probe.array("bias").set(new float[] {bias});
                    average.update();
                    double decay = Math.min(0.3, (1.0 + t) / (10.0 + t));
                    expected[0] = decay * expected[0] + (1 - decay) * bias;
                }
                float[] before = probe.values("bias");
                try (WeightAverage.Swap swap = average.swapIn()) {
                    assertThat(swap).isNotNull();
                    assertThat((double) probe.values("bias")[0]).isCloseTo(expected[0], within(1e-6));
                    assertThat(probe.values("weight")).isEqualTo(Probe.WEIGHTS);
                }
                assertThat(probe.values("bias")).isEqualTo(before);
            }
        }
    }

    @Test
    void withoutWarmUp_theDecayIsTheSameFromTheStart() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBias(torch);
            try (WeightAverage average = new WeightAverage.Config(0.75, false).over(probe.parameters())) {
                probe.array("bias").set(new float[] {4.5f});
                average.update();
                average.swapIn();
                assertThat(probe.values("bias")).containsExactly(1.5f);
                average.swapOut();
                average.swapOut();
                assertThat(probe.values("bias")).containsExactly(4.5f);
            }
        }
    }

    @Test
    void runningStatistics_areAveragedLikeWeights() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBatchNorm(torch);
            try (WeightAverage average = new WeightAverage.Config(0.5, false).over(probe.parameters())) {
                probe.array("runningMean").set(new float[] {2, 4, 6, 8});
                average.update();
                try (WeightAverage.Swap swap = average.swapIn()) {
                    assertThat(swap).isNotNull();
                    assertThat(probe.values("runningMean")).containsExactly(1, 2, 3, 4);
                }
            }
        }
    }

    @Test
    void aRestoredAverage_goesOnToTheBit() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBias(torch);
            WeightAverage.Config config = new WeightAverage.Config(0.9, true);
            try (WeightAverage whole = config.over(probe.parameters());
                    WeightAverage resumed = config.over(probe.parameters())) {
                move(probe, whole, 0, 5);
                resumed.restore(whole.state());
                for (int t = 5; t < 9; t++) {
                    move(probe, whole, t, t + 1);
                    resumed.update();
                }
                assertThat(resumed.state().step()).isEqualTo(9);
                whole.state().tensors().forEach((name, numbers) -> assertThat(
                                resumed.state().tensors().get(name))
                        .isEqualTo(numbers));
            }
        }
    }

    @Test
    void whileSwappedIn_nothingElseMayHappen() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBias(torch);
            try (WeightAverage average = new WeightAverage.Config(0.9, true).over(probe.parameters())) {
                average.swapIn();
                assertThatThrownBy(average::update).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(average::swapIn).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> average.restore(average.state())).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void anExperiment_hasNoAverageUnlessItSaysSo_andItsResolvedFormSaysTheSame() {
        assertThat(read(Map.of("type", "sgd")).average()).isEmpty();
        assertThat(read(Map.of("type", "sgd", "ema", Map.of())).average())
                .contains(new WeightAverage.Config(0.999, true));
        assertThat(read(Map.of("type", "sgd", "ema", Map.of("decay", 0.99, "warm-up", false)))
                        .average())
                .contains(new WeightAverage.Config(0.99, false));

        Settings settings = TestSettings.of(Map.of("type", "sgd"));
        Optimizer.from(settings);
        assertThat(read(settings.resolved()).average()).isEmpty();
    }

    private static void move(Probe probe, WeightAverage average, int from, int to) {
        for (int t = from; t < to; t++) {
            probe.array("bias").set(new float[] {(float) Math.cos(t)});
            average.update();
        }
    }

    private static Optimizer.Config read(Map<String, Object> values) {
        Settings settings = TestSettings.of(values);
        Optimizer.Config config = Optimizer.from(settings);
        settings.refuseProblems("test");
        return config;
    }
}
