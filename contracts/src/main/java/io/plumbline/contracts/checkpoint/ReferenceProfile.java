package io.plumbline.contracts.checkpoint;

import java.util.Map;

/** How features and score were distributed in training data: what drift is measured against. */
public record ReferenceProfile(Map<String, Histogram> features, Map<String, Histogram> scores) {
    public ReferenceProfile {
        features = Map.copyOf(features);
        scores = Map.copyOf(scores);
    }
}
