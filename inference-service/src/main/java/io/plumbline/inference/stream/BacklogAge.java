package io.plumbline.inference.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * The time of the oldest request that is not committed yet, over the partitions held.
 *
 * <p>Of a partition: (1) while requests of it are in flight, the timestamp of the first. (2) Else, while some lie unread on
 * the topic, the moment when that was first noticed, which is at most a fetch after they came; or, if it is earlier, the
 * timestamp of the first one that a rewind gave back. What lay there before the partition was assigned is as old as the
 * assignment, until it is polled. (3) Else none.
 *
 * <p>Threads: the poll thread.
 */
final class BacklogAge {
    static final long NONE = Long.MAX_VALUE;

    private final Map<TopicPartition, Long> polled = new HashMap<>();
    private final Map<TopicPartition, Long> noticed = new HashMap<>();

    /**
     * @param logs of the partitions that something was polled of since they were assigned or rewound
     * @param unread how many requests of a partition lie behind what was polled
     * @return epoch milliseconds, or {@link #NONE} when everything is committed
     */
    long oldest(
            Set<TopicPartition> held,
            Map<TopicPartition, PartitionLog> logs,
            ToLongFunction<TopicPartition> unread,
            long nowMillis) {
        polled.keySet().retainAll(held);
        noticed.keySet().retainAll(held);
        long oldest = NONE;
        for (TopicPartition partition : held) {
            PartitionLog log = logs.get(partition);
            if (log != null && log.size() > 0) {
                polled.put(partition, log.firstMillis());
                noticed.remove(partition);
            } else {
                if (log != null) {
                    polled.remove(partition);
                }
                if (unread.applyAsLong(partition) > 0) {
                    noticed.putIfAbsent(partition, nowMillis);
                } else if (log != null) {
                    noticed.remove(partition);
                }
            }
            oldest = Math.min(
                    oldest, Math.min(polled.getOrDefault(partition, NONE), noticed.getOrDefault(partition, NONE)));
        }
        return oldest;
    }
}
