package io.plumbline.metrics.drift;

/** How likely chance alone gives as much: upper tails of two limit distributions. */
final class TailProbability {
    private static final int MOST_TERMS = 10_000;
    private static final double PRECISION = 1e-15;

    private TailProbability() {}

    /**
     * P(X &gt;= x) for a chi-squared X with {@code degrees} of freedom: the regularized upper gamma function Q(degrees / 2, x / 2), by its
     * series below its mean and its continued fraction above.
     */
    static double chiSquared(int degrees, double x) {
        double a = degrees / 2.0;
        double half = x / 2;
        if (half <= 0) {
            return 1;
        }
        double log = a * Math.log(half) - half - logGammaOfHalves(degrees);
        return half < a + 1 ? 1 - Math.exp(log) * lowerSeries(a, half) : Math.exp(log) * upperFraction(a, half);
    }

    /** The x with {@link #chiSquared} equal to {@code probability}, in (0, 1). */
    static double chiSquaredQuantile(int degrees, double probability) {
        double low = 0;
        double high = degrees;
        while (chiSquared(degrees, high) > probability) {
            high *= 2;
        }
        for (int step = 0; step < 64; step++) {
            double middle = (low + high) / 2;
            if (chiSquared(degrees, middle) > probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** P(K &gt;= x) for the supremum K of a Brownian bridge's magnitude (Kolmogorov, 1933). */
    static double kolmogorov(double x) {
        if (x < 0.2) {
            return 1; // To 12 digits; and the series converges slowly here.
        }
        double sum = 0;
        double sign = 1;
        for (int k = 1; k < MOST_TERMS; k++) {
            double term = Math.exp(-2.0 * k * k * x * x);
            sum += sign * term;
            sign = -sign;
            if (term < PRECISION * Math.abs(sum)) {
                break;
            }
        }
        return Math.min(1, Math.max(0, 2 * sum));
    }

    private static double lowerSeries(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < MOST_TERMS && term > PRECISION * sum; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return sum;
    }

    /** Lentz's way of evaluating 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (...))). */
    private static double upperFraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1 / Double.MIN_NORMAL;
        double d = 1 / b;
        double product = d;
        for (int n = 1; n < MOST_TERMS; n++) {
            double numerator = -n * (n - a);
            b += 2;
            d = 1 / nonZero(numerator * d + b);
            c = nonZero(b + numerator / c);
            product *= d * c;
            if (Math.abs(d * c - 1) < PRECISION) {
                break;
            }
        }
        return product;
    }

    private static double nonZero(double value) {
        return value == 0 ? Double.MIN_NORMAL : value;
    }

    /** ln Gamma(halves / 2) by its recurrence from Gamma(1/2) = sqrt(pi) or Gamma(1) = 1. */
    private static double logGammaOfHalves(int halves) {
        double log = halves % 2 == 0 ? 0 : Math.log(Math.PI) / 2;
        for (int n = halves % 2 == 0 ? 2 : 1; n < halves; n += 2) {
            log += Math.log(n / 2.0);
        }
        return log;
    }
}
