package io.plumbline.contracts.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a whole topic from its beginning and goes on at its end, outside any consumer group; only what was committed.
 *
 * <p>Threads: one caller at a time; {@link #wakeup()} from any.
 */
public final class TailReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration RETRY = Duration.ofMillis(50);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private Map<TopicPartition, Long> ends = Map.of();
    private boolean started;

    public TailReader(KafkaLink link, String topic) {
        this(
                new KafkaConsumer<>(
                        link.consumer(
                                Map.of("default.api.timeout.ms", "10000", "fetch.max.wait.ms", "100"),
                                Map.of(
                                        "enable.auto.commit",
                                        "false",
                                        "auto.offset.reset",
                                        "earliest",
                                        "isolation.level",
                                        "read_committed",
                                        "allow.auto.create.topics",
                                        "false")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()),
                topic);
    }

    /** Over a consumer with no subscription, which reads only what was committed; closes it. */
    public TailReader(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    /**
     * The next records, in order within a partition; blocks up to {@code timeout}, longer when the brokers are away.
     *
     * @throws UnknownTopicOrPartitionException if there is no such topic
     * @throws org.apache.kafka.common.KafkaException if the brokers cannot be reached or refuse
     */
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        if (!started) {
            List<TopicPartition> all = partitions().stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            ends = consumer.endOffsets(all);
            started = true;
        }
        return consumer.poll(timeout);
    }

    /** A topic that was made a moment ago is not known to every broker yet. */
    private List<PartitionInfo> partitions() {
        long began = System.nanoTime();
        do {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic);
            if (partitions != null && !partitions.isEmpty()) {
                return partitions;
            }
            LockSupport.parkNanos(RETRY.toNanos());
        } while (System.nanoTime() - began < PATIENCE.toNanos());
        throw new UnknownTopicOrPartitionException("topic '" + topic + "' does not exist");
    }

    /** Whether everything that the topic held when reading began was returned. */
    public boolean caughtUp() {
        return started && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Makes a {@link #poll} in progress, or else the next, end with an exception. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
