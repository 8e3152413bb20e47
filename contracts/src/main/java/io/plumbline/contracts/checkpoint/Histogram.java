package io.plumbline.contracts.checkpoint;

import java.util.List;

/**
 * How often values fell where: either between {@code edges} (counts has one entry fewer; the last bin is closed), or on
 * {@code categories} (as many counts). The other list is empty.
 */
public record Histogram(List<Double> edges, List<String> categories, List<Long> counts) {
    public Histogram {
        edges = List.copyOf(edges);
        categories = List.copyOf(categories);
        counts = List.copyOf(counts);
        boolean numeric = !edges.isEmpty();
        int expected = numeric ? edges.size() - 1 : categories.size();
        if (numeric && !categories.isEmpty() || counts.size() != expected) {
            throw new IllegalArgumentException(
                    "histogram has " + edges.size() + " edges, " + categories.size() + " categories and "
                            + counts.size() + " counts, expected edges or categories and a count for each bin");
        }
    }
}
