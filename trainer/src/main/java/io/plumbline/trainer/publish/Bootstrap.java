package io.plumbline.trainer.publish;

import io.plumbline.contracts.checkpoint.MetricEstimate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * 95 % percentile intervals by resampling items with replacement.
 *
 * <p>Source: Efron and Tibshirani (1993), "An introduction to the bootstrap", 13.3. The interval says how much the value
 * would move with other validation items of the same kind; not how much with another seed of the training.
 */
final class Bootstrap {
    private static final int RESAMPLES = 1000;
    private static final long SEED = 20_061L;

    /** The values of some metrics over chosen items; an item may be chosen several times. */
    @FunctionalInterface
    interface Metrics {
        Map<String, Double> over(int[] items);
    }

    private Bootstrap() {}

    /** Each metric over all {@code items}, with its interval; a metric that is not a number is left out. */
    static Map<String, MetricEstimate> estimate(int items, Metrics metrics) {
        Map<String, Double> values = metrics.over(IntStream.range(0, items).toArray());
        Map<String, double[]> resampled = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < RESAMPLES; i++) {
            int round = i;
            metrics.over(random.ints(items, 0, items).toArray())
                    .forEach((name, value) ->
                            resampled.computeIfAbsent(name, absent -> new double[RESAMPLES])[round] = value);
        }
        Map<String, MetricEstimate> estimates = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            double[] sorted = resampled.getOrDefault(name, new double[0]);
            Arrays.sort(sorted);
            if (Double.isFinite(value) && sorted.length == RESAMPLES && Double.isFinite(sorted[RESAMPLES - 1])) {
                estimates.put(name, new MetricEstimate(value, at(sorted, 0.025), at(sorted, 0.975)));
            }
        });
        return estimates;
    }

    /** The quantile with linear interpolation between neighbours. */
    private static double at(double[] sorted, double quantile) {
        double position = quantile * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
