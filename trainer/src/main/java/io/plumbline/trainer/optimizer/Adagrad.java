package io.plumbline.trainer.optimizer;

import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/**
 * Adagrad: each gradient divided by the root of the sum of its squares so far.
 *
 * <p>Source: Duchi, Hazan and Singer (2011), section 1.3; the rate's own decay {@code rate / (1 + (step - 1)·lr-decay)} as in
 * torch.optim.
 *
 * @param initialAccumulator what the sums of squares start from, at least 0
 */
record Adagrad(double rateDecay, double initialAccumulator, double epsilon) implements UpdateRule {
    static Adagrad from(Settings optimizer) {
        return new Adagrad(
                optimizer.real("lr-decay", 0, 1, 0),
                optimizer.real("initial-accumulator", 0, 1e6, 0),
                optimizer.real("epsilon", 1e-12, 1, 1e-10));
    }

    @Override
    public List<String> running() {
        return List.of("sum");
    }

    @Override
    public float initial() {
        return (float) initialAccumulator;
    }

    @Override
    public void update(float[] weights, float[] gradient, float[][] running, double learningRate, long step) {
        float[] sum = running[0];
        float stride = (float) (-learningRate / (1 + (step - 1) * rateDecay));
        float floor = (float) epsilon;
        for (int i = 0; i < weights.length; i++) {
            float g = gradient[i];
            sum[i] += g * g;
            weights[i] += stride * g / ((float) Math.sqrt(sum[i]) + floor);
        }
    }
}
