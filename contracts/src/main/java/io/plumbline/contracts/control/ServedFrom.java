package io.plumbline.contracts.control;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From where on one instance answered by one generation.
 *
 * @param versions that played a role in it, champion first
 * @param offsets for each partition of the requests, the lowest offset that the instance handed to this generation. What
 *     was given back by a rebalance before its commit was answered by whoever holds the partition then
 */
public record ServedFrom(long generation, List<String> versions, Map<Integer, Long> offsets) {
    public ServedFrom {
        versions = List.copyOf(versions);
        offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
    }
}
