package io.plumbline.trainer.metric;

import io.plumbline.contracts.checkpoint.MetricEstimate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * 95 % percentile intervals by resampling items with replacement.
 *
 * <p>A resample is how often it holds each item; the items themselves were judged before. A metric's interval is over the
 * resamples in which it is defined (a rare class may be in none), if those are at least half; otherwise it is left out.
 *
 * <p>Source: Efron and Tibshirani (1993), "An introduction to the bootstrap", 13.3. The interval says how much the value
 * would move with other validation items of the same kind; not how much with another seed of the training.
 */
final class Bootstrap {
    private static final int RESAMPLES = 1000;
    private static final long SEED = 20_061L;

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
                estimates.put(name, new MetricEstimate(value, quantile(defined, 0.025), quantile(defined, 0.975)));
            }
        });
        return estimates;
    }

    /** With linear interpolation between neighbours. */
    private static double quantile(double[] sorted, double part) {
        double position = part * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
