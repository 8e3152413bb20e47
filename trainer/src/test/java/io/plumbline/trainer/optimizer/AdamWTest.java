package io.plumbline.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.plumbline.trainer.network.TorchScope;
import org.junit.jupiter.api.Test;

/** Against the published formula, computed in double for one weight and one bias. */
class AdamWTest {
    private static final AdamW.Config CONFIG = new AdamW.Config(0.9, 0.999, 1e-8, 0.1, 0);
    private static final double RATE = 0.05;

    @Test
    void steps_followTheFormula_andOnlyTheWeightDecays() {
        assertStepsFollowTheFormula(CONFIG);
    }

    @Test
    void clipping_scalesTheGradientsToTheGlobalNorm_onBothSides() {
        assertStepsFollowTheFormula(new AdamW.Config(0.9, 0.999, 1e-8, 0.1, 0.5));
    }

    @Test
    void gradients_areZeroAfterAStep_andTheNormIsReported() {
        try (TorchScope torch = new TorchScope()) {
            Line line = new Line(torch, 0.8f, -0.3f);
            try (AdamW optimizer = CONFIG.over(line.block.getParameters())) {
                line.backward(2, 3);
                // d/dw = 2 (w x + b - y) x and d/db = 2 (w x + b - y), at x = 2, y = 3.
                double residual = 0.8 * 2 - 0.3 - 3;
                double norm = optimizer.step(RATE);

                assertThat(norm).isCloseTo(Math.hypot(2 * residual * 2, 2 * residual), within(1e-5));
                assertThat(line.weight().getGradient().toFloatArray()).containsExactly(0f);
                assertThat(line.bias().getGradient().toFloatArray()).containsExactly(0f);
            }
        }
    }

    private static void assertStepsFollowTheFormula(AdamW.Config config) {
        double[] value = {0.8, -0.3};
        double[] mean = new double[2];
        double[] square = new double[2];
        try (TorchScope torch = new TorchScope()) {
            Line line = new Line(torch, 0.8f, -0.3f);
            try (AdamW optimizer = config.over(line.block.getParameters())) {
                for (int step = 1; step <= 20; step++) {
                    double x = Math.sin(step);
                    double y = 3 * Math.cos(step);
                    double residual = value[0] * x + value[1] - y;
                    double[] gradient = {2 * residual * x, 2 * residual};
                    double norm = Math.hypot(gradient[0], gradient[1]);
                    double scale = config.clipNorm() > 0 && norm > config.clipNorm() ? config.clipNorm() / norm : 1;
                    for (int i = 0; i < 2; i++) {
                        double g = gradient[i] * scale;
                        mean[i] = 0.9 * mean[i] + 0.1 * g;
                        square[i] = 0.999 * square[i] + 0.001 * g * g;
                        double corrected = mean[i] / (1 - Math.pow(0.9, step));
                        double root = Math.sqrt(square[i] / (1 - Math.pow(0.999, step)));
                        value[i] *= i == 0 ? 1 - RATE * config.weightDecay() : 1;
                        value[i] -= RATE * corrected / (root + config.epsilon());
                    }

                    line.backward((float) x, (float) y);
                    optimizer.step(RATE);

                    assertThat((double) line.weight().getFloat()).isCloseTo(value[0], within(2e-5));
                    assertThat((double) line.bias().getFloat()).isCloseTo(value[1], within(2e-5));
                }
            }
        }
    }

    /** y = w x + b with a squared error. */
    private static final class Line {
        private final TorchScope torch;
        private final Linear block = Linear.builder().setUnits(1).build();

        Line(TorchScope torch, float weight, float bias) {
            this.torch = torch;
            block.initialize(torch.manager(), DataType.FLOAT32, new Shape(1, 1));
            weight().set(new float[] {weight});
            bias().set(new float[] {bias});
            block.getParameters()
                    .forEach(parameter -> parameter.getValue().getArray().setRequiresGradient(true));
        }

        NDArray weight() {
            return block.getParameters().valueAt(0).getArray();
        }

        NDArray bias() {
            return block.getParameters().valueAt(1).getArray();
        }

        void backward(float x, float y) {
            NDArray input = torch.manager().create(new float[] {x}, new Shape(1, 1));
            try (GradientCollector collector = torch.engine().newGradientCollector()) {
                NDArray answer = block.forward(new ParameterStore(torch.manager(), false), new NDList(input), true)
                        .singletonOrThrow();
                collector.backward(answer.sub(y).square().sum());
            }
        }
    }
}
