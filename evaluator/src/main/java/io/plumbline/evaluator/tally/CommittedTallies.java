package io.plumbline.evaluator.tally;

import java.util.Map;
import java.util.TreeMap;

/**
 * The tallies as of the last commits, by partition: what may be shown to the world.
 *
 * <p>Threads: one writes, any number read. A tally that was put here is never changed again; it is replaced.
 */
public final class CommittedTallies {
    private final Map<Integer, Map<VersionKey, Tally>> partitions = new TreeMap<>();

    public synchronized void put(Evaluation evaluation) {
        partitions
                .computeIfAbsent(evaluation.partition(), partition -> new TreeMap<>())
                .put(evaluation.version(), evaluation.tally());
    }

    /** By partition and version, ascending; a copy. */
    public synchronized Map<Integer, Map<VersionKey, Tally>> byPartition() {
        Map<Integer, Map<VersionKey, Tally>> copy = new TreeMap<>();
        partitions.forEach((partition, tallies) -> copy.put(partition, new TreeMap<>(tallies)));
        return copy;
    }

    /** By version, merged over all partitions. */
    public synchronized Map<VersionKey, Tally> merged() {
        Map<VersionKey, Tally> merged = new TreeMap<>();
        partitions
                .values()
                .forEach(tallies -> tallies.forEach((version, tally) ->
                        merged.computeIfAbsent(version, key -> new Tally()).merge(tally)));
        return merged;
    }
}
