package io.plumbline.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.plumbline.trainer.dataset.Targets;
import io.plumbline.trainer.network.TorchScope;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final int[] NO_QUERIES = {0, 1};

    @Test
    void crossEntropy_isTheNegativeLogProbabilityOfTheTrueClass() {
        double[][] raw = {{1, 2, 3}, {0.5, -1, 0}};
        double expected = (-logSoftmax(raw[0], 2) - logSoftmax(raw[1], 0)) / 2;

        double actual = value(new CrossEntropy(0), raw, new Targets(new float[] {2, 0}, NO_QUERIES));

        assertThat(actual).isCloseTo(expected, within(1e-6));
    }

    @Test
    void labelSmoothing_spreadsThatPartOverAllClasses() {
        double[][] raw = {{1, 2, 3}};
        double mean = (logSoftmax(raw[0], 0) + logSoftmax(raw[0], 1) + logSoftmax(raw[0], 2)) / 3;

        double actual = value(new CrossEntropy(0.1), raw, new Targets(new float[] {2}, new int[] {0}));

        assertThat(actual).isCloseTo(-(0.9 * logSoftmax(raw[0], 2) + 0.1 * mean), within(1e-6));
    }

    @Test
    void meanSquaredError_hasNoFactorOneHalf() {
        double[][] raw = {{1}, {5}};

        assertThat(value(new MeanSquaredError(), raw, new Targets(new float[] {3, 5}, NO_QUERIES)))
                .isEqualTo(2.0);
    }

    @Test
    void pairwiseLogistic_countsPairsOfOneQueryWithDifferentGradesOnly() {
        double[][] raw = {{0.3}, {-0.7}, {2}, {9}};
        Targets targets = new Targets(new float[] {2, 0, 2, 1}, new int[] {0, 0, 0, 1});
        // Pairs: (0 over 1) and (2 over 1); rows 0 and 2 tie, row 3 is another query.
        double expected = (Math.log1p(Math.exp(-1.0)) + Math.log1p(Math.exp(-2.7))) / 2;

        assertThat(value(new PairwiseLogistic(), raw, targets)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void pairwiseLogistic_isZeroWithoutPairs_andHasAZeroGradientThen() {
        Targets targets = new Targets(new float[] {1, 1}, new int[] {0, 0});
        try (TorchScope torch = new TorchScope()) {
            NDArray raw = torch.manager().create(new float[] {1, 2}, new Shape(2, 1));
            raw.setRequiresGradient(true);
            try (GradientCollector collector = torch.engine().newGradientCollector()) {
                NDArray loss = new PairwiseLogistic().mean(raw, targets);
                collector.backward(loss);
                assertThat(loss.getFloat()).isZero();
            }
            assertThat(raw.getGradient().toFloatArray()).containsExactly(0, 0);
        }
    }

    private static double value(Loss loss, double[][] raw, Targets targets) {
        try (TorchScope torch = new TorchScope()) {
            float[] flat = new float[raw.length * raw[0].length];
            for (int i = 0; i < flat.length; i++) {
                flat[i] = (float) raw[i / raw[0].length][i % raw[0].length];
            }
            NDArray array = torch.manager().create(flat, new Shape(raw.length, raw[0].length));
            return loss.mean(array, targets).getFloat();
        }
    }

    private static double logSoftmax(double[] raw, int index) {
        double sum = 0;
        for (double x : raw) {
            sum += Math.exp(x);
        }
        return raw[index] - Math.log(sum);
    }
}
