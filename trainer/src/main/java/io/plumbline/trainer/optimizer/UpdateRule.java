package io.plumbline.trainer.optimizer;

import java.util.List;

/**
 * How one number moves along its gradient; the same for each number of each parameter.
 *
 * <p>Rules compute in single precision and in torch.optim's order of operations, so that runs can be compared.
 */
interface UpdateRule {
    /** Names of the numbers that run along with each weight. */
    List<String> running();

    /** What they start from. */
    default float initial() {
        return 0;
    }

    /** Whether weight decay shrinks the weight itself (decoupled) instead of adding to its gradient (L2). */
    default boolean decoupledDecay() {
        return false;
    }

    /**
     * Moves the weights.
     *
     * @param gradient clipped, L2 included; may be overwritten
     * @param running one array for each of {@link #running}
     * @param step from 1
     */
    void update(float[] weights, float[] gradient, float[][] running, double learningRate, long step);
}
