package io.plumbline.local.demo;

import java.util.Map;

/**
 * What the services say about one version of the model.
 *
 * @param role {@code champion} while it serves, {@code previous} once it was replaced
 * @param records its predictions that were joined with their labels
 * @param metrics by public name, over those
 */
public record VersionReading(String model, String version, String role, long records, Map<String, Double> metrics) {
    public VersionReading {
        metrics = Map.copyOf(metrics);
    }
}
