package io.plumbline.local.scrape;

import java.util.Map;

/** One line of a metrics page: a series and its value at the scrape. */
public record Sample(String name, Map<String, String> labels, double value) {
    public Sample {
        labels = Map.copyOf(labels);
    }

    /** The value of a label; empty when the series does not have it. */
    public String label(String label) {
        return labels.getOrDefault(label, "");
    }

    boolean has(Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }
}
