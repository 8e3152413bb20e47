package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** The mean of the squared differences, without the factor one half. */
public record MeanSquaredError() implements Loss {
    @Override
    public NDArray evaluate(NDArray raw, Targets targets) {
        NDArray expected = raw.getManager().create(targets.values(), new Shape(targets.rows(), 1));
        return raw.sub(expected).square().mean();
    }
}
