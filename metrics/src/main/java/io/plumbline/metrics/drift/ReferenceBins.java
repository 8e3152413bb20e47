package io.plumbline.metrics.drift;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bins of a reference histogram, with what the reference counted in them; every value has exactly one bin.
 *
 * <p>Numbers: the bins between the edges, a value on an inner edge in the bin above it and one on the last edge in the last bin, and two
 * more, below the first and above the last edge. Categories: one bin each, and one for those that the reference does not
 * have. Both: a last bin for missing values. The reference's own count of the added bins is 0, but for missing values, if known.
 *
 * <p>Threads: any number of callers. Cost: a binary search, or a hash-table access.
 */
public final class ReferenceBins {
    private final double[] edges;
    private final Map<String, Integer> categories;
    private final long[] counts;

    private ReferenceBins(double[] edges, Map<String, Integer> categories, long[] counts) {
        this.edges = edges;
        this.categories = categories;
        this.counts = counts;
        long sum = 0;
        for (long count : counts) {
            if (count < 0 || count > BinnedDrift.MAX_VALUES - sum) {
                throw new IllegalArgumentException("reference counts are " + Arrays.toString(counts)
                        + ", expected counts >= 0 of at most " + BinnedDrift.MAX_VALUES + " values");
            }
            sum += count;
        }
    }

    /**
     * Bins of a number.
     *
     * @param edges ascending, one more than counts
     * @param missing how many values were missing in the reference; 0 where it does not say
     * @throws IllegalArgumentException if the edges do not ascend, are not finite, or are not one more than the counts
     */
    public static ReferenceBins numeric(double[] edges, long[] counts, long missing) {
        if (edges.length < 2 || counts.length != edges.length - 1) {
            throw new IllegalArgumentException("reference has " + edges.length + " edges and " + counts.length
                    + " counts, expected 2 edges or more and a count between any two");
        }
        for (int i = 0; i < edges.length; i++) {
            if (!Double.isFinite(edges[i]) || i > 0 && edges[i] <= edges[i - 1]) {
                throw new IllegalArgumentException(
                        "reference edges are " + Arrays.toString(edges) + ", expected ascending finite numbers");
            }
        }
        long[] all = new long[counts.length + 3];
        System.arraycopy(counts, 0, all, 1, counts.length);
        all[all.length - 1] = missing;
        return new ReferenceBins(edges.clone(), Map.of(), all);
    }

    /**
     * Bins of a category.
     *
     * @param missing how many values were missing in the reference; 0 where it does not say
     * @throws IllegalArgumentException if there is none, one is there twice, or there are not as many counts
     */
    public static ReferenceBins categorical(List<String> categories, long[] counts, long missing) {
        Map<String, Integer> index = new HashMap<>();
        categories.forEach(category -> index.put(category, index.size()));
        if (categories.isEmpty() || index.size() != categories.size() || counts.length != categories.size()) {
            throw new IllegalArgumentException("reference has the categories " + categories + " and " + counts.length
                    + " counts, expected one category or more, each once, and a count for each");
        }
        long[] all = Arrays.copyOf(counts, counts.length + 2);
        all[all.length - 1] = missing;
        return new ReferenceBins(new double[0], Map.copyOf(index), all);
    }

    /** Whether the bins are of numbers, and so have an order. */
    public boolean numeric() {
        return edges.length > 0;
    }

    /** How many bins there are, the added ones among them. */
    public int size() {
        return counts.length;
    }

    /**
     * The bin of a number; infinite ones are below or above all edges.
     *
     * @throws IllegalArgumentException if it is NaN; a caller that takes NaN for missing says so with {@link #missing()}
     * @throws IllegalStateException if the bins are of categories
     */
    public int bin(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("value is NaN, expected a number, or the bin of missing values");
        }
        if (!numeric()) {
            throw new IllegalStateException("value is the number " + value + ", expected a category");
        }
        // -0.0 sorts before 0.0, but lies on an edge of 0.
        int found = Arrays.binarySearch(edges, value + 0.0);
        int edge = found >= 0 ? found : -found - 2;
        return value == edges[edges.length - 1] ? edges.length - 1 : edge + 1;
    }

    /**
     * The bin of a category; that of the unknown, if the reference does not have it.
     *
     * @throws IllegalStateException if the bins are of numbers
     */
    public int bin(String category) {
        if (numeric()) {
            throw new IllegalStateException("value is the category '" + category + "', expected a number");
        }
        return categories.getOrDefault(category, categories.size());
    }

    /** The bin of missing values. */
    public int missing() {
        return counts.length - 1;
    }

    /** What the reference counted in a bin. */
    public long count(int bin) {
        return counts[bin];
    }
}
