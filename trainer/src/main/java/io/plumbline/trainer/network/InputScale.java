package io.plumbline.trainer.network;

import ai.djl.ndarray.NDArray;

/** {@code (x × factor − mean) / std} over every input; part of the exported graph. */
public record InputScale(double factor, double mean, double std) {
    /** Rows that the preprocessing has scaled already. */
    public static final InputScale NONE = new InputScale(1, 0, 1);

    NDArray apply(NDArray input) {
        // One multiplication and one addition, so that the graph carries two nodes and not three.
        return equals(NONE) ? input : input.mul((float) (factor / std)).add((float) (-mean / std));
    }
}
