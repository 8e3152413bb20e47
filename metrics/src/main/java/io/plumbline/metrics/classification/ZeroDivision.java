package io.plumbline.metrics.classification;

/** What a ratio whose denominator is 0 counts as, such as the precision of a class that was never predicted. */
public enum ZeroDivision {
    /** 0: scikit-learn's and TorchMetrics' default. */
    ZERO(0),
    /** 1: nothing was asked, so nothing was missed. */
    ONE(1),
    /** Nothing: it is left out of means, and NaN on its own (scikit-learn's {@code zero_division=nan}). */
    EXCLUDE(Double.NaN);

    private final double value;

    ZeroDivision(double value) {
        this.value = value;
    }

    /** The value of 0 / 0. */
    public double value() {
        return value;
    }

    double ratio(long part, long whole) {
        return whole == 0 ? value : part / (double) whole;
    }

    /**
     * The mean of values of which some are undefined.
     *
     * @param sum of the defined ones
     */
    public double mean(double sum, long defined, long undefined) {
        return switch (this) {
            case ZERO -> sum / (defined + undefined);
            case ONE -> (sum + undefined) / (defined + undefined);
            case EXCLUDE -> sum / defined;
        };
    }
}
