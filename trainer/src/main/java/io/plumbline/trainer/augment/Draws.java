package io.plumbline.trainer.augment;

import java.util.SplittableRandom;

/**
 * Random numbers that some whole numbers decide, and nothing else: not the thread, not what was drawn elsewhere, not the
 * machine.
 */
final class Draws {
    private final SplittableRandom random;

    /** @param key what the numbers depend on, such as seed, epoch and item */
    Draws(long... key) {
        long state = 0;
        for (long part : key) {
            state = mixed(state * 0x9E3779B97F4A7C15L + part + 1);
        }
        random = new SplittableRandom(state);
    }

    /** Uniform in [0, 1). */
    double unit() {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }

    double between(double low, double high) {
        return low + unit() * (high - low);
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    /** Uniform over 0 to {@code bound - 1}. */
    int below(int bound) {
        return (int) (unit() * bound);
    }

    /**
     * The Beta distribution with both parameters {@code alpha}: X / (X + Y) of two draws from Gamma(alpha).
     *
     * <p>In logarithms, because for a small alpha both draws can be smaller than any double.
     */
    double beta(double alpha) {
        double x = logGamma(alpha);
        double y = logGamma(alpha);
        return 1 / (1 + StrictMath.exp(y - x));
    }

    /**
     * The logarithm of a draw from Gamma(alpha).
     *
     * <p>Source: Marsaglia and Tsang (2000), "A simple method for generating gamma variables", with their section 6 for
     * shapes below one: Gamma(a) is Gamma(a + 1) times U^(1/a).
     */
    private double logGamma(double alpha) {
        if (alpha < 1) {
            return logGamma(alpha + 1) + StrictMath.log(1 - unit()) / alpha;
        }
        double d = alpha - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = gaussian();
            double v = 1 + c * x;
            if (v > 0) {
                double cubed = v * v * v;
                double bound = 0.5 * x * x + d - d * cubed + d * StrictMath.log(cubed);
                if (StrictMath.log(1 - unit()) < bound) {
                    return StrictMath.log(d * cubed);
                }
            }
        }
    }

    /** Source: Box and Muller (1958). */
    private double gaussian() {
        return Math.sqrt(-2 * StrictMath.log(1 - unit())) * StrictMath.cos(2 * Math.PI * unit());
    }

    /** The finalizer of SplitMix64. */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
