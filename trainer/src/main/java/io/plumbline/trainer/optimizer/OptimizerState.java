package io.plumbline.trainer.optimizer;

import java.util.Map;

/**
 * An optimizer, or an average of weights, between two steps.
 *
 * @param step steps done
 * @param tensors running numbers, row-major, by {@code <parameter>/<what it is>}
 */
public record OptimizerState(long step, Map<String, float[]> tensors) {
    public OptimizerState {
        tensors = Map.copyOf(tensors);
    }

    /** @throws IllegalArgumentException unless there are {@code count} tensors */
    void requireTensors(int count) {
        if (tensors.size() != count) {
            throw new IllegalArgumentException(
                    "optimizer state has %d tensors, expected %d".formatted(tensors.size(), count));
        }
    }

    /**
     * Copies a tensor.
     *
     * @throws IllegalArgumentException if there is none of that name and length
     */
    void copy(String name, float[] to) {
        float[] values = tensors.get(name);
        if (values == null || values.length != to.length) {
            throw new IllegalArgumentException("optimizer state has %s numbers for '%s', expected %d"
                    .formatted(values == null ? "no" : values.length, name, to.length));
        }
        System.arraycopy(values, 0, to, 0, to.length);
    }
}
