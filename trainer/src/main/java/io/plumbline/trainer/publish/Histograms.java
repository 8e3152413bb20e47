package io.plumbline.trainer.publish;

import io.plumbline.contracts.checkpoint.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts values into bins. */
final class Histograms {
    /** Ten bins of equal count are what drift measures such as PSI are usually read with. */
    private static final int BINS = 10;

    private Histograms() {}

    /** Ten bins that hold about equally many of {@code values}; fewer where values tie, none where all are equal. */
    static Optional<Histogram> deciles(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        List<Double> edges = new ArrayList<>();
        for (int i = 0; i <= BINS && sorted.length > 0; i++) {
            double edge = sorted[(int) ((long) i * (sorted.length - 1) / BINS)];
            if (edges.isEmpty() || edge > edges.get(edges.size() - 1)) {
                edges.add(edge);
            }
        }
        return edges.size() < 2 ? Optional.empty() : Optional.of(counted(edges, sorted));
    }

    /** Bins of equal width between two bounds that hold every value. */
    static Histogram even(double from, double to, int bins, double[] values) {
        List<Double> edges = new ArrayList<>();
        for (int i = 0; i <= bins; i++) {
            edges.add(from + (to - from) * i / bins);
        }
        return counted(edges, values);
    }

    static Histogram categories(List<String> values) {
        Map<String, Long> counts = new TreeMap<>();
        values.forEach(value -> counts.merge(value, 1L, Long::sum));
        return new Histogram(List.of(), List.copyOf(counts.keySet()), List.copyOf(counts.values()));
    }

    /** A value on an inner edge falls into the bin above it; one on the last edge into the last bin. */
    private static Histogram counted(List<Double> edges, double[] values) {
        double[] starts = edges.subList(0, edges.size() - 1).stream()
                .mapToDouble(edge -> edge)
                .toArray();
        long[] counts = new long[starts.length];
        for (double value : values) {
            int found = Arrays.binarySearch(starts, value);
            counts[Math.max(0, found >= 0 ? found : -found - 2)]++;
        }
        return new Histogram(edges, List.of(), Arrays.stream(counts).boxed().toList());
    }
}
