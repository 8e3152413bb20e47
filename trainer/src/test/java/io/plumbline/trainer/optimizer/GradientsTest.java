package io.plumbline.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.experiment.TestSettings;
import io.plumbline.trainer.network.TorchScope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an optimizer does with gradients before a rule sees them: groups, clipping, zeroing. */
class GradientsTest {
    private static final float[] GRADIENT = {3, -4, 0, 12};

    @Test
    void theNorm_isOverAllParameters_beforeClipping_andGradientsAreZeroAfterwards() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBias(torch);
            try (Optimizer optimizer = optimizer(Map.of("type", "sgd", "clip-norm", 1, "clip-value", 2), probe)) {
                probe.backward(GRADIENT);

                assertThat(optimizer.step(0.1)).isCloseTo(Math.sqrt(9 + 16 + 144 + 1), within(1e-12));

                assertThat(probe.array("weight").getGradient().toFloatArray()).containsOnly(0);
                assertThat(probe.array("bias").getGradient().toFloatArray()).containsOnly(0);
            }
        }
    }

    @Test
    void gradientsOfSeveralBackwardPasses_addUp() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.weights(torch);
            try (Optimizer optimizer = optimizer(Map.of("type", "sgd"), probe)) {
                probe.backward(GRADIENT);
                probe.backward(GRADIENT);
                assertThat(optimizer.step(0)).isCloseTo(26, within(1e-12));
            }
        }
    }

    @Test
    void clipNorm_scalesAllToTheGlobalNorm_andLeavesSmallerOnes() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.weights(torch);
            try (Optimizer optimizer = optimizer(Map.of("type", "sgd", "clip-norm", 6.5), probe)) {
                probe.backward(GRADIENT);
                optimizer.step(1);
                assertMoved(probe, -1.5, 2, 0, -6);

                probe.array("weight").set(Probe.WEIGHTS);
                probe.backward(1, 0, -2, 0);
                optimizer.step(1);
                assertMoved(probe, -1, 0, 2, 0);
            }
        }
    }

    @Test
    void clipValue_boundsBothSides_andComesBeforeTheNorm() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.weights(torch);
            try (Optimizer optimizer = optimizer(Map.of("type", "sgd", "clip-value", 3), probe)) {
                probe.backward(3, -100, 0.5f, 100);
                optimizer.step(1);
                assertMoved(probe, -3, 3, -0.5, -3);
            }
            probe.array("weight").set(Probe.WEIGHTS);
            try (Optimizer optimizer = optimizer(Map.of("type", "sgd", "clip-value", 4, "clip-norm", 1), probe)) {
                probe.backward(0, -100, 0, 3);
                optimizer.step(1);
                assertMoved(probe, 0, 0.8, 0, -0.6);
            }
        }
    }

    @Test
    void byDefault_neitherBiasNorNormalizationDecays() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBatchNorm(torch);
            float[] weight = probe.values("weight");
            try (Optimizer optimizer = optimizer(Map.of("type", "adamw", "weight-decay", 0.5), probe)) {
                // No backward pass: all gradients are zero, only decay moves anything.
                optimizer.step(0.2);
                for (int i = 0; i < weight.length; i++) {
                    assertThat(probe.values("weight")[i]).isEqualTo(weight[i] * 0.9f);
                }
                assertThat(probe.values("gamma")).containsOnly(1);
                assertThat(probe.values("runningVar")).containsOnly(1);
            }
        }
    }

    @Test
    void groups_setRateAndDecay_theFirstThatMatchesWins() {
        Map<String, Object> groups = Map.of(
                "type",
                "sgd",
                "weight-decay",
                0.5,
                "groups",
                List.of(
                        Map.of("match", "bias$", "learning-rate-factor", 0.1, "weight-decay", 1.0),
                        Map.of("match", "Linear", "learning-rate-factor", 2)));
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBias(torch);
            try (Optimizer optimizer = optimizer(groups, probe)) {
                probe.backward(0, 0, 0, 1);
                optimizer.step(0.1);

                // w - 0.2 (g + 0.5 w); the bias, whose gradient is one: b - 0.01 (1 + b).
                assertThat(probe.values("weight")[3]).isCloseTo(-2 - 0.2f * (1 + 0.5f * -2), within(1e-6f));
                assertThat(probe.values("bias")[0]).isCloseTo(0.5f - 0.01f * (1 + 0.5f), within(1e-6f));
            }
        }
    }

    @Test
    void aGroupThatTakesNothing_isAMistake_namedWithWhatThereIs() {
        Map<String, Object> groups =
                Map.of("type", "sgd", "groups", List.of(Map.of("match", "Linear"), Map.of("match", "weight$")));
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBias(torch);
            assertThatThrownBy(() -> optimizer(groups, probe))
                    .isInstanceOf(InvalidExperimentException.class)
                    .hasMessageContaining("optimizer.groups[1].match 'weight$' takes no parameter")
                    .hasMessageContaining(String.join(", ", probe.names()));
        }
    }

    @Test
    void aMalformedPattern_isAMistakeOfTheFile() {
        Settings settings =
                TestSettings.of(Map.of("type", "sgd", "groups", List.of(Map.of("match", "(bias", "weight-decay", -1))));
        Optimizer.from(settings);
        assertThatThrownBy(() -> settings.refuseProblems("here"))
                .hasMessageContaining("groups[0].match is '(bias', expected a regular expression: Unclosed group")
                .hasMessageContaining("groups[0].weight-decay is '-1', expected a number in [0.0, 10.0]");
    }

    @Test
    void aTransposedParameter_isMovedToo_throughCopies() {
        try (TorchScope torch = new TorchScope()) {
            NDArray transposed = torch.manager()
                    .create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3))
                    .transpose();
            HostMemory memory = new HostMemory(transposed);
            float[] numbers = new float[6];
            memory.read(numbers, torch.manager());
            assertThat(numbers).containsExactly(1, 4, 2, 5, 3, 6);

            memory.write(new float[] {1, 2, 3, 4, 5, 6});

            assertThat(transposed.toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void sparseGradients_countLikeDenseOnes() {
        try (TorchScope torch = new TorchScope()) {
            NDArray table = torch.manager().create(new float[6], new Shape(3, 2));
            Parameter parameter = Parameter.builder()
                    .setName("table")
                    .setType(Parameter.Type.WEIGHT)
                    .build();
            parameter.setArray(table);
            table.setRequiresGradient(true);
            ParameterList parameters = new ParameterList();
            parameters.add("table", parameter);
            try (Optimizer optimizer =
                    Optimizer.from(TestSettings.of(Map.of("type", "sgd"))).over(parameters)) {
                for (int pass = 0; pass < 2; pass++) {
                    table.set(new float[] {1, 2, 3, 4, 5, 6});
                    try (GradientCollector collector = torch.engine().newGradientCollector()) {
                        NDArray words = torch.manager().create(new long[] {2, 2, 0});
                        NDArray rows = Embedding.embedding(words, table, SparseFormat.COO)
                                .singletonOrThrow();
                        collector.backward(rows.sum());
                    }
                    try (NDArray gradient = table.getGradient()) {
                        assertThat(gradient.isSparse()).isTrue();
                    }
                    optimizer.step(0.5);
                    assertThat(table.toFloatArray()).containsExactly(0.5f, 1.5f, 3, 4, 4, 5);
                }
            }
        }
    }

    @Test
    void aLayerUsedTwice_movesOnce() {
        try (TorchScope torch = new TorchScope()) {
            Block shared = Linear.builder().setUnits(1).optBias(false).build();
            var twice = new ai.djl.nn.SequentialBlock().add(shared).add(shared);
            twice.initialize(torch.manager(), DataType.FLOAT32, new Shape(1, 1));
            NDArray weight = shared.getParameters().valueAt(0).getArray();
            weight.set(new float[] {3});
            weight.setRequiresGradient(true);
            try (Optimizer optimizer = Optimizer.from(TestSettings.of(Map.of("type", "sgd", "weight-decay", 1)))
                    .over(twice.getParameters())) {
                optimizer.step(0.1);
                assertThat(weight.getFloat()).isCloseTo(2.7f, within(1e-6f));
            }
        }
    }

    @Test
    void steps_leaveNoArraysBehind() {
        try (TorchScope torch = new TorchScope()) {
            Probe probe = Probe.withBatchNorm(torch);
            try (Optimizer optimizer = optimizer(Map.of("type", "adamw", "clip-norm", 1), probe);
                    WeightAverage average = new WeightAverage.Config(0.9, true).over(probe.parameters())) {
                // Gradients exist from the first backward pass on.
                probe.backward(1, 2, 3, 4, 4, 3, 2, 1);
                optimizer.step(0.1);
                int before = torch.manager().getManagedArrays().size();
                for (int step = 0; step < 10; step++) {
                    optimizer.step(0.1);
                    average.update();
                    average.swapIn().close();
                }
                assertThat(torch.manager().getManagedArrays()).hasSize(before);
            }
        }
    }

    private static void assertMoved(Probe probe, double... by) {
        float[] weights = probe.values("weight");
        for (int i = 0; i < by.length; i++) {
            assertThat((double) weights[i]).isCloseTo(Probe.WEIGHTS[i] + by[i], within(1e-6));
        }
    }

    private static Optimizer optimizer(Map<String, Object> values, Probe probe) {
        Settings settings = TestSettings.of(values);
        Optimizer.Config config = Optimizer.from(settings);
        settings.refuseProblems("test");
        return config.over(probe.parameters());
    }
}
