package io.plumbline.trainer.optimizer;

import java.util.Map;

/**
 * An optimizer between two steps.
 *
 * @param step steps done
 * @param tensors running averages, row-major, by {@code <parameter>/<what it is>}
 */
public record OptimizerState(long step, Map<String, float[]> tensors) {
    public OptimizerState {
        tensors = Map.copyOf(tensors);
    }
}
