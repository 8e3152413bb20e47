package io.plumbline.evaluator.stream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The partitions that this process works on now. Threads: any number. */
public final class OwnedPartitions {
    private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();

    void add(int partition) {
        partitions.add(partition);
    }

    void remove(int partition) {
        partitions.remove(partition);
    }

    public Set<Integer> now() {
        return Set.copyOf(partitions);
    }
}
