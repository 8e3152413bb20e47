package io.plumbline.local.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far a topic reaches, for one who waits for commits and for one who does not; read quickly and often. */
final class TopicEnd implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> committed;
    private final KafkaConsumer<byte[], byte[]> written;
    private final List<TopicPartition> partitions;

    TopicEnd(String bootstrapServers, String topic) {
        committed = consumer(bootstrapServers, "read_committed");
        written = consumer(bootstrapServers, "read_uncommitted");
        partitions = committed.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Offsets over all partitions. Grows with every commit; more than the records, for transactions leave marks. */
    long committedOffsets() {
        return sum(committed.endOffsets(partitions));
    }

    /** Whether the topic holds records whose transaction is neither committed nor aborted. */
    boolean transactionOpen() {
        // In this order: what is committed in between can only hide an open transaction, never feign one.
        long end = sum(written.endOffsets(partitions));
        return end > committedOffsets();
    }

    /** Records in the topic whatever became of their transactions. */
    long recordsEverWritten() {
        written.assign(partitions);
        written.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = written.endOffsets(partitions);
        long records = 0;
        while (partitions.stream()
                .anyMatch(partition -> written.position(partition) < ends.getOrDefault(partition, 0L))) {
            records += written.poll(Duration.ofMillis(100)).count();
        }
        return records;
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        committed.close();
        written.close();
    }
}
