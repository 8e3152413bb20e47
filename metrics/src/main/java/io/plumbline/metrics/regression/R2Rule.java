package io.plumbline.metrics.regression;

/** What R² is where the actual values do not vary, or hardly. */
public enum R2Rule {
    /** NaN: there is nothing to explain. */
    UNDEFINED,
    /** 1 if there is no error, 0 otherwise: scikit-learn's {@code force_finite}. */
    FORCE_FINITE,
    /**
     * As TorchMetrics: a sum of squares up to 1e-4 counts as none, whatever the target's scale. Then 1 if the squared errors' sum is that
     * small, else 0 if the actual values' is. A target measured in small units so seems perfectly explained by anything.
     */
    CLOSE_TO_ZERO;

    /** The absolute tolerance of {@code torch.isclose} there. */
    static final double CLOSE = 1e-4;
}
