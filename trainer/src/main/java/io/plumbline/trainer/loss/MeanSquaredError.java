package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Targets;

/** The mean of the squared differences, without the factor one half. */
public record MeanSquaredError() implements Loss {
    /** See {@link MeanSquaredError}. */
    public record Config() implements Loss.Config {
        @Override
        public boolean fits(Task task) {
            return task instanceof Task.Regression;
        }

        @Override
        public Loss over(TargetProfile profile) {
            return new MeanSquaredError();
        }
    }

    @Override
    public NDArray total(NDArray raw, Targets targets) {
        NDArray expected = raw.getManager().create(targets.values(), new Shape(targets.rows(), 1));
        return raw.sub(expected).square().sum();
    }

    @Override
    public double weight(Targets targets) {
        return targets.rows();
    }
}
