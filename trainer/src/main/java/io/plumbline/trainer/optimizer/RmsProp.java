package io.plumbline.trainer.optimizer;

import io.plumbline.trainer.experiment.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop: each gradient divided by the root of its running mean square; centered, by its running standard deviation.
 *
 * <p>Epsilon is added outside the root, as in torch.optim.
 * <p>Source: Hinton (2012), "Neural networks for machine learning", lecture 6e; centered: Graves (2013), section 4.2.
 *
 * @param alpha how much of the running mean stays at each step, in [0, 1)
 */
record RmsProp(double alpha, double epsilon, boolean centered, double momentum) implements UpdateRule {
    static RmsProp from(Settings optimizer) {
        return new RmsProp(
                optimizer.real("alpha", 0, 0.999999, 0.99),
                optimizer.real("epsilon", 1e-12, 1, 1e-8),
                optimizer.flag("centered", false),
                optimizer.real("momentum", 0, 0.99999, 0));
    }

    @Override
    public List<String> running() {
        List<String> names = new ArrayList<>(List.of("square"));
        if (centered) {
            names.add("mean");
        }
        if (momentum > 0) {
            names.add("momentum");
        }
        return names;
    }

    @Override
    public void update(float[] weights, float[] gradient, float[][] running, double learningRate, long step) {
        normalize(gradient, running);
        if (momentum > 0) {
            float keep = (float) momentum;
            float[] buffer = running[running.length - 1];
            for (int i = 0; i < buffer.length; i++) {
                buffer[i] = buffer[i] * keep + gradient[i];
                gradient[i] = buffer[i];
            }
        }
        float rate = (float) -learningRate;
        for (int i = 0; i < weights.length; i++) {
            weights[i] += rate * gradient[i];
        }
    }

    /** Puts the gradient over its size in the gradient's place. */
    private void normalize(float[] gradient, float[][] running) {
        float[] square = running[0];
        float keep = (float) alpha;
        float take = (float) (1 - alpha);
        float floor = (float) epsilon;
        for (int i = 0; i < gradient.length; i++) {
            square[i] = square[i] * keep + take * gradient[i] * gradient[i];
        }
        if (centered) {
            float[] mean = running[1];
            for (int i = 0; i < gradient.length; i++) {
                mean[i] = mean[i] * keep + take * gradient[i];
                // Rounding may leave a variance below zero, whose root is not a number.
                float variance = Math.max(0, square[i] - mean[i] * mean[i]);
                gradient[i] /= (float) Math.sqrt(variance) + floor;
            }
        } else {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] /= (float) Math.sqrt(square[i]) + floor;
            }
        }
    }
}
