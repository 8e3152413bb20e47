package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.dataset.Targets;

/**
 * Cross-entropy of the softmax against the true class or distribution over classes, in nats.
 *
 * <p>{@code -Σ_c w_c t_c ln p_c} with the smoothed target {@code t_c}, over the {@linkplain ClassWeights#sum weights of the rows'
 * own classes}: for class indices that is torch.nn.functional.cross_entropy, smoothing and weights together included.
 * <p>Source: Szegedy et al. (2016), section 7, for smoothing.
 *
 * @param labelSmoothing the part of each target that is spread evenly over all classes, in [0, 0.5]
 */
record CrossEntropy(double labelSmoothing, ClassWeights classWeights) implements Loss {
    @Override
    public NDArray total(NDArray raw, Targets targets) {
        int classes = classWeights.classes();
        float[] expected = targets.distributions(classes);
        for (int i = 0; i < expected.length; i++) {
            double smoothed = expected[i] * (1 - labelSmoothing) + labelSmoothing / classes;
            expected[i] = (float) (smoothed * classWeights.of(i % classes));
        }
        return raw.logSoftmax(1)
                .mul(raw.getManager().create(expected, new Shape(targets.rows(), classes)))
                .sum()
                .neg();
    }

    @Override
    public double weight(Targets targets) {
        return classWeights.sum(targets);
    }
}
