package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Cross-entropy of the softmax against the true class, in nats.
 *
 * @param labelSmoothing the part of each target that is spread evenly over all classes, in [0, 0.5]
 */
public record CrossEntropy(double labelSmoothing) implements Loss {
    @Override
    public NDArray evaluate(NDArray raw, Targets targets) {
        int classes = Math.toIntExact(raw.getShape().get(1));
        float elsewhere = (float) (labelSmoothing / classes);
        float[] distribution = new float[targets.rows() * classes];
        java.util.Arrays.fill(distribution, elsewhere);
        for (int row = 0; row < targets.rows(); row++) {
            distribution[row * classes + (int) targets.values()[row]] += (float) (1 - labelSmoothing);
        }
        NDArray expected = raw.getManager().create(distribution, new Shape(targets.rows(), classes));
        return raw.logSoftmax(1).mul(expected).sum().div(-targets.rows());
    }
}
