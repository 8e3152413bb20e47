package io.plumbline.trainer.metric;

/** The standard normal distribution, to 1e-7: enough to choose among a thousand resamples. */
final class NormalDistribution {
    private static final double[] COEFFICIENTS = {0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429};
    private static final double FARTHEST = 8;

    private NormalDistribution() {}

    /** The chance of a value below {@code z}. Source: Abramowitz and Stegun (1964), 26.2.17. */
    static double below(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double sum = 0;
        for (int i = COEFFICIENTS.length - 1; i >= 0; i--) {
            sum = (sum + COEFFICIENTS[i]) * t;
        }
        double tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * sum;
        return z < 0 ? tail : 1 - tail;
    }

    /** The value below which the part {@code chance} lies, in (0, 1): {@link #below} turned round by bisection. */
    static double quantile(double chance) {
        double low = -FARTHEST;
        double high = FARTHEST;
        while (high - low > 1e-9) {
            double middle = (low + high) / 2;
            if (below(middle) < chance) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
