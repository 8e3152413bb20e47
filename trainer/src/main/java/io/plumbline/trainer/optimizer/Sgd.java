package io.plumbline.trainer.optimizer;

import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/**
 * Gradient descent with momentum.
 *
 * <p>{@code b ← momentum·b + (1 - dampening)·g} (the first step: {@code b = g}), then {@code w ← w - rate·b}, or with Nesterov
 * {@code w ← w - rate·(g + momentum·b)}. The rate is outside the momentum, as in torch.optim: a change of the rate acts at once.
 * <p>Source: Sutskever et al. (2013), "On the importance of initialization and momentum in deep learning".
 *
 * @param momentum in [0, 1); 0 keeps no buffer
 */
record Sgd(double momentum, double dampening, boolean nesterov) implements UpdateRule {
    static Sgd from(Settings optimizer) {
        Sgd rule = new Sgd(
                optimizer.real("momentum", 0, 0.99999, 0),
                optimizer.real("dampening", 0, 1, 0),
                optimizer.flag("nesterov", false));
        if (rule.nesterov && (rule.momentum == 0 || rule.dampening != 0)) {
            optimizer.problem(
                    "nesterov",
                    "is true with momentum " + rule.momentum + " and dampening " + rule.dampening
                            + ", expected momentum > 0 and dampening 0");
        }
        return rule;
    }

    @Override
    public List<String> running() {
        return momentum > 0 ? List.of("momentum") : List.of();
    }

    @Override
    public void update(float[] weights, float[] gradient, float[][] running, double learningRate, long step) {
        if (momentum > 0) {
            accelerate(gradient, running[0], step);
        }
        float rate = (float) -learningRate;
        for (int i = 0; i < weights.length; i++) {
            weights[i] += rate * gradient[i];
        }
    }

    /** Puts the direction of this step in the gradient's place. */
    private void accelerate(float[] gradient, float[] buffer, long step) {
        float keep = (float) momentum;
        float take = (float) (1 - dampening);
        if (step == 1) {
            System.arraycopy(gradient, 0, buffer, 0, buffer.length);
        } else {
            for (int i = 0; i < buffer.length; i++) {
                buffer[i] = buffer[i] * keep + take * gradient[i];
            }
        }
        for (int i = 0; i < buffer.length; i++) {
            gradient[i] = nesterov ? gradient[i] + keep * buffer[i] : buffer[i];
        }
    }
}
