package io.plumbline.trainer.dataset.kafka;

import java.util.LinkedHashMap;
import java.util.Map;

/** Named counts, in the order in which they were named. */
final class Counts {
    private final Map<String, Long> counts = new LinkedHashMap<>();

    Counts(String... names) {
        for (String name : names) {
            counts.put(name, 0L);
        }
    }

    void add(String name) {
        add(name, 1);
    }

    void add(String name, long count) {
        counts.merge(name, count, Long::sum);
    }

    long get(String name) {
        return counts.getOrDefault(name, 0L);
    }

    Map<String, Object> asMap() {
        return new LinkedHashMap<>(counts);
    }
}
