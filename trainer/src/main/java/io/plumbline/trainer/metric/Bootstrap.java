package io.plumbline.trainer.metric;

import io.plumbline.contracts.checkpoint.MetricEstimate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * 95 % intervals by resampling items with replacement: bias-corrected percentiles.
 *
 * <p>A resample is how often it holds each item; the items themselves were judged before. A metric's interval is over the
 * resamples in which it is defined (a rare class may be in none), if those are at least half; otherwise it is left out.
 *
 * <p>Some metrics come out larger in most resamples than over the items themselves (the calibration error, which sums up
 * magnitudes of noise); plain percentiles could then lie beside the value. The correction takes as the middle of the resamples
 * the place where the value stands among them. The interval holds the value in any case.
 *
 * <p>Source: Efron and Tibshirani (1993), "An introduction to the bootstrap", 14.3 with no acceleration. The interval says how
 * much the value would move with other validation items of the same kind; not how much with another seed of the training.
 */
final class Bootstrap {
    private static final int RESAMPLES = 1000;
    private static final long SEED = 20_061L;
    /** 95 % of a normal distribution lies within as many deviations. */
    private static final double HALF_WIDTH = 1.959963985;

    private Bootstrap() {}

    /** Each of {@code values}, which are over all items once, with its interval. */
    static Map<String, MetricEstimate> estimates(int items, Map<String, Double> values, Judged judged) {
        Map<String, double[]> resampled = new HashMap<>();
        SplittableRandom random = new SplittableRandom(SEED);
        int[] times = new int[items];
        for (int i = 0; i < RESAMPLES; i++) {
            Arrays.fill(times, 0);
            for (int drawn = 0; drawn < items; drawn++) {
                times[random.nextInt(items)]++;
            }
            Map<String, Double> round = new HashMap<>();
            judged.over(times, round);
            int at = i;
            round.forEach(
                    (name, value) -> resampled.computeIfAbsent(name, absent -> new double[RESAMPLES])[at] = value);
        }
        Map<String, MetricEstimate> estimates = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            double[] defined = Arrays.stream(resampled.getOrDefault(name, new double[0]))
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            if (Double.isFinite(value) && defined.length >= RESAMPLES / 2) {
                estimates.put(name, estimate(value, defined));
            }
        });
        return estimates;
    }

    private static MetricEstimate estimate(double value, double[] sorted) {
        double below = 0;
        for (double resampled : sorted) {
            below += resampled < value ? 1 : resampled == value ? 0.5 : 0;
        }
        // Half a resample at least on either side, so that the correction stays finite.
        double part = Math.min(sorted.length - 0.5, Math.max(0.5, below)) / sorted.length;
        double shift = 2 * NormalDistribution.quantile(part);
        double lower = quantile(sorted, NormalDistribution.below(shift - HALF_WIDTH));
        double upper = quantile(sorted, NormalDistribution.below(shift + HALF_WIDTH));
        return new MetricEstimate(value, Math.min(value, lower), Math.max(value, upper));
    }

    /** With linear interpolation between neighbours. */
    private static double quantile(double[] sorted, double part) {
        double position = part * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
