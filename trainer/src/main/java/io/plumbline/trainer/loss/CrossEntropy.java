package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.dataset.Targets;

/**
 * Cross-entropy of the softmax against the true class, in nats.
 *
 * @param labelSmoothing the part of each target that is spread evenly over all classes, in [0, 0.5]
 */
public record CrossEntropy(double labelSmoothing) implements Loss {
    /** See {@link CrossEntropy}. */
    public record Config(double labelSmoothing) implements Loss.Config {
        @Override
        public boolean fits(Task task) {
            return task instanceof Task.Classification;
        }

        @Override
        public Loss over(TargetProfile profile) {
            return new CrossEntropy(labelSmoothing);
        }
    }

    @Override
    public NDArray total(NDArray raw, Targets targets) {
        int classes = Math.toIntExact(raw.getShape().get(1));
        float[] distribution = targets.distributions(classes);
        for (int i = 0; i < distribution.length; i++) {
            distribution[i] = (float) (distribution[i] * (1 - labelSmoothing) + labelSmoothing / classes);
        }
        NDArray expected = raw.getManager().create(distribution, new Shape(targets.rows(), classes));
        return raw.logSoftmax(1).mul(expected).sum().neg();
    }

    @Override
    public double weight(Targets targets) {
        return targets.rows();
    }
}
