package io.plumbline.local.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far a topic's committed records reach, read quickly and often. */
final class TopicEnd implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    TopicEnd(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /** Offsets over all partitions. Grows with every commit; more than the records, for transactions leave marks. */
    long offsets() {
        return consumer.endOffsets(partitions).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Records in the topic as a reader sees them who does not care whether their transaction was committed. */
    static long recordsEverWritten(String bootstrapServers, String topic) {
        try (KafkaConsumer<byte[], byte[]> anything = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_uncommitted"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = anything.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            anything.assign(all);
            anything.seekToBeginning(all);
            Map<TopicPartition, Long> ends = anything.endOffsets(all);
            long records = 0;
            while (all.stream()
                    .anyMatch(partition -> anything.position(partition) < ends.getOrDefault(partition, 0L))) {
                records += anything.poll(Duration.ofMillis(100)).count();
            }
            return records;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
