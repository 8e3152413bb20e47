package io.plumbline.trainer.optimizer;

import io.plumbline.trainer.experiment.Settings;
import java.util.List;

/**
 * Adam, and AdamW with its decoupled weight decay.
 *
 * <p>Epsilon is added after the bias correction, as in torch.optim.
 * <p>Source: Kingma and Ba (2015), algorithm 1; Loshchilov and Hutter (2019), algorithm 2.
 */
record Adam(double beta1, double beta2, double epsilon, boolean decoupledDecay) implements UpdateRule {
    static Adam from(Settings optimizer, boolean decoupledDecay) {
        return new Adam(
                optimizer.real("beta1", 0, 0.9999, 0.9),
                optimizer.real("beta2", 0, 0.999999, 0.999),
                optimizer.real("epsilon", 1e-12, 1, 1e-8),
                decoupledDecay);
    }

    @Override
    public List<String> running() {
        return List.of("mean", "square");
    }

    @Override
    public void update(float[] weights, float[] gradient, float[][] running, double learningRate, long step) {
        float[] mean = running[0];
        float[] square = running[1];
        float keepMean = (float) beta1;
        float takeMean = (float) (1 - beta1);
        float keepSquare = (float) beta2;
        float takeSquare = (float) (1 - beta2);
        float stride = (float) (-learningRate / (1 - Math.pow(beta1, (double) step)));
        float correction = (float) Math.sqrt(1 - Math.pow(beta2, (double) step));
        float floor = (float) epsilon;
        // One loop over plain arrays: the compiler turns it into vector instructions, square root and division
        // included.
        for (int i = 0; i < weights.length; i++) {
            float g = gradient[i];
            mean[i] = mean[i] * keepMean + takeMean * g;
            square[i] = square[i] * keepSquare + takeSquare * g * g;
            weights[i] += stride * mean[i] / ((float) Math.sqrt(square[i]) / correction + floor);
        }
    }
}
