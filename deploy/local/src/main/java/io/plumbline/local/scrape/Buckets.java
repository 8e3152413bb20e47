package io.plumbline.local.scrape;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A cumulative histogram, by upper bound.
 *
 * <p>A quantile is interpolated evenly within its bucket, as PromQL's {@code histogram_quantile} does, so it is as exact
 * as the buckets are narrow.
 */
public final class Buckets {
    private static final Map<String, Double> INFINITY = Map.of("+Inf", Double.POSITIVE_INFINITY);

    private final TreeMap<Double, Double> cumulative;

    private Buckets(TreeMap<Double, Double> cumulative) {
        this.cumulative = cumulative;
    }

    static Buckets of(List<Sample> samples) {
        TreeMap<Double, Double> cumulative = new TreeMap<>();
        for (Sample sample : samples) {
            String bound = sample.label("le");
            Double upper = INFINITY.get(bound);
            cumulative.merge(upper == null ? Double.parseDouble(bound) : upper, sample.value(), Double::sum);
        }
        return new Buckets(cumulative);
    }

    /** What was observed since an earlier reading of the same histogram. */
    public Buckets since(Buckets earlier) {
        TreeMap<Double, Double> difference = new TreeMap<>();
        cumulative.forEach(
                (bound, count) -> difference.put(bound, count - earlier.cumulative.getOrDefault(bound, 0.0)));
        return new Buckets(difference);
    }

    /**
     * The value that a share of the observations is at or below; empty without observations. Above the last finite bound
     * it is that bound.
     *
     * @param share in [0, 1]
     */
    public OptionalDouble quantile(double share) {
        double total = cumulative.isEmpty() ? 0 : cumulative.lastEntry().getValue();
        if (total <= 0) {
            return OptionalDouble.empty();
        }
        double rank = share * total;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
            double upper = bucket.getKey();
            double upTo = bucket.getValue();
            if (upTo >= rank && upTo > below) {
                return OptionalDouble.of(
                        Double.isInfinite(upper) ? lower : lower + (upper - lower) * (rank - below) / (upTo - below));
            }
            lower = upper;
            below = upTo;
        }
        return OptionalDouble.of(lower);
    }
}
