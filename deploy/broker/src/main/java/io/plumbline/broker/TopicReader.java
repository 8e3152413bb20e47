package io.plumbline.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a topic holds, as a {@code read_committed} consumer sees it. */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrapServers;
    private final Duration patience;

    public TopicReader(String bootstrapServers) {
        this(bootstrapServers, Duration.ofMinutes(1));
    }

    /** @param patience the longest that one read may take */
    public TopicReader(String bootstrapServers, Duration patience) {
        this.bootstrapServers = bootstrapServers;
        this.patience = patience;
    }

    /**
     * Every committed record from the beginning to the end as it is now, partition by partition in offset order.
     *
     * @throws IllegalArgumentException if there is no such topic
     * @throws IllegalStateException if the end was not reached in time
     */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "enable.auto.commit", "false",
                "auto.offset.reset", "earliest",
                // A fetch at a partition's end would hold up the next partition for as long.
                "fetch.max.wait.ms", "20",
                "allow.auto.create.topics", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new IllegalArgumentException("topic '" + topic + "' does not exist on " + bootstrapServers);
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            // Under read_committed this is the last stable offset: what open transactions wrote lies behind it.
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = ends.getOrDefault(partition, 0L);
                while (consumer.position(partition) < end) {
                    if (System.nanoTime() - deadlineNanos > 0) {
                        throw new IllegalStateException("read " + records.size() + " records of " + topic + " in "
                                + patience + ", expected to reach " + ends);
                    }
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        if (record.offset() < end) {
                            records.add(record);
                        }
                    }
                }
            }
            return records;
        }
    }
}
