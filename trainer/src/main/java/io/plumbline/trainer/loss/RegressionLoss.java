package io.plumbline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.dataset.Targets;
import java.util.function.UnaryOperator;

/**
 * The mean over rows of a function of the error {@code e}, answer minus target.
 *
 * <p>Units: targets are standardized before they come here, so a {@code delta} is in standard deviations of the target (of its
 * logarithm, where that is learnt).
 */
final class RegressionLoss implements Loss {
    private final UnaryOperator<NDArray> ofErrors;

    private RegressionLoss(UnaryOperator<NDArray> ofErrors) {
        this.ofErrors = ofErrors;
    }

    /** {@code e²}, without the factor one half. */
    static RegressionLoss squared() {
        return new RegressionLoss(NDArray::square);
    }

    static RegressionLoss absolute() {
        return new RegressionLoss(NDArray::abs);
    }

    /**
     * {@code e²/2} up to delta, then the straight line {@code δ(|e| - δ/2)}.
     *
     * <p>Source: Huber (1964), "Robust estimation of a location parameter"; torch.nn.functional.huber_loss.
     */
    static RegressionLoss huber(double delta) {
        return new RegressionLoss(errors -> {
            NDArray size = errors.abs();
            NDArray bounded = size.minimum((float) delta);
            return bounded.mul(size.sub(bounded.mul(0.5f)));
        });
    }

    /**
     * {@code max(-q e, (1 - q) e)}: smallest where a part {@code q} of the targets lies below the answer.
     *
     * <p>Source: Koenker and Bassett (1978), "Regression quantiles".
     */
    static RegressionLoss quantile(double q) {
        return new RegressionLoss(errors -> errors.mul((float) (1 - q)).maximum(errors.mul((float) -q)));
    }

    @Override
    public NDArray total(NDArray raw, Targets targets) {
        NDArray expected = raw.getManager().create(targets.values(), new Shape(targets.rows(), 1));
        return ofErrors.apply(raw.sub(expected)).sum();
    }

    @Override
    public double weight(Targets targets) {
        return targets.rows();
    }
}
