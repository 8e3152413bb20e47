package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.dataset.Targets;

/**
 * Cross-entropy in which a row counts less the surer the network is of its true class.
 *
 * <p>{@code -Σ_c α_c t_c (1 - p_c)^γ ln p_c} with the softmax's {@code p}, over the weights {@code α} of the rows' classes. With
 * gamma 0 it is the cross-entropy.
 * <p>Source: Lin et al. (2017), "Focal loss for dense object detection", equation 5, from two classes to any number.
 *
 * @param gamma at least 0; 2 in the paper
 */
record FocalLoss(double gamma, ClassWeights classWeights) implements Loss {
    /** At exactly zero a power below one has an infinite slope. */
    private static final float LEAST_DOUBT = 1e-7f;

    @Override
    public NDArray total(NDArray raw, Targets targets) {
        int classes = classWeights.classes();
        float[] expected = targets.distributions(classes);
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= (float) classWeights.of(i % classes);
        }
        NDArray logs = raw.logSoftmax(1);
        NDArray doubt = logs.exp().neg().add(1f).maximum(LEAST_DOUBT);
        return doubt.pow((float) gamma)
                .mul(logs)
                .mul(raw.getManager().create(expected, new Shape(targets.rows(), classes)))
                .sum()
                .neg();
    }

    @Override
    public double weight(Targets targets) {
        return classWeights.sum(targets);
    }
}
