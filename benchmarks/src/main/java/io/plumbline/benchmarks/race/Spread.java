package io.plumbline.benchmarks.race;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Least, middle and largest of some measurements. */
public record Spread(double min, double median, double max) {
    /** @param values at least one */
    public static Spread of(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    public Map<String, Double> json() {
        Map<String, Double> json = new LinkedHashMap<>();
        json.put("min", min);
        json.put("median", median);
        json.put("max", max);
        return json;
    }
}
