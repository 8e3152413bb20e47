package io.plumbline.inference.stream;

import io.plumbline.inference.telemetry.InferenceMetrics;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says where reading begins when nothing was committed yet, and where it goes on when the records that should come next
 * were deleted: at the oldest record there is. The client could do that by itself, but would tell nobody.
 *
 * <p>Threads: the poll thread.
 */
final class OffsetReset {
    private static final Logger log = LoggerFactory.getLogger(OffsetReset.class);

    private final Consumer<byte[], byte[]> consumer;
    private final InferenceMetrics metrics;

    OffsetReset(Consumer<byte[], byte[]> consumer, InferenceMetrics metrics) {
        this.consumer = consumer;
        this.metrics = metrics;
    }

    /** @throws org.apache.kafka.common.KafkaException if the brokers do not tell where their logs begin */
    void toOldest(InvalidOffsetException reason) {
        Map<TopicPartition, Long> oldest = consumer.beginningOffsets(reason.partitions());
        Map<TopicPartition, Long> wanted =
                reason instanceof OffsetOutOfRangeException e ? e.offsetOutOfRangePartitions() : Map.of();
        oldest.forEach((partition, offset) -> {
            consumer.seek(partition, offset);
            Long next = wanted.get(partition);
            if (next != null) {
                metrics.skippedByRetention(Math.max(0, offset - next));
                log.atWarn()
                        .addKeyValue("partition", partition)
                        .addKeyValue("offset", next)
                        .addKeyValue("oldest", offset)
                        .log("requests were deleted before they were read, going on at the oldest");
            }
        });
    }
}
