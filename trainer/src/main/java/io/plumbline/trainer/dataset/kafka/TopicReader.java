package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.trainer.dataset.MalformedDataException;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what topics hold between offsets, as a {@code read_committed} consumer sees it, without a group.
 *
 * <p>Order: partition by partition, each in the order of its offsets.
 */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String PATIENCE = "default.api.timeout.ms";
    private static final String PATIENCE_MILLIS = "15000";

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final long patienceMillis;

    /** @param given the client's settings; those that decide what is read are laid over them */
    TopicReader(Map<String, String> given) {
        Map<String, Object> config = new HashMap<>(given);
        config.putIfAbsent("client.id", "plumbline-trainer");
        config.putIfAbsent(PATIENCE, PATIENCE_MILLIS);
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "none");
        config.put("allow.auto.create.topics", "false");
        consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        patienceMillis = Long.parseLong(config.get(PATIENCE).toString());
    }

    /**
     * The offsets, by partition, of the first record from a time on to the first from another time on.
     *
     * @throws InvalidExperimentException if there is no such topic
     */
    SortedMap<Integer, OffsetRange> between(String topic, Instant from, Instant to) {
        List<TopicPartition> partitions = partitions(topic);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, @Nullable OffsetAndTimestamp> begins = at(partitions, from);
        Map<TopicPartition, @Nullable OffsetAndTimestamp> stops = at(partitions, to);
        SortedMap<Integer, OffsetRange> ranges = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            long last = ends.getOrDefault(partition, 0L);
            long begin = Math.min(last, offset(begins.get(partition), last));
            long end = Math.min(last, offset(stops.get(partition), last));
            ranges.put(partition.partition(), new OffsetRange(begin, Math.max(begin, end)));
        }
        return ranges;
    }

    /**
     * Holds offsets that an experiment names against those there are.
     *
     * @throws InvalidExperimentException if a partition is absent, or does not reach that far
     * @throws MalformedDataException if records are gone: they were past their retention
     */
    void requireThere(String topic, SortedMap<Integer, OffsetRange> ranges) {
        List<TopicPartition> partitions = partitions(topic);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        ranges.forEach((number, range) -> {
            TopicPartition partition = new TopicPartition(topic, number);
            Long begin = begins.get(partition);
            Long end = ends.get(partition);
            if (begin == null || end == null) {
                throw absent("data.offsets names partition " + number + " of " + topic + ", which has partitions 0 to "
                        + (partitions.size() - 1));
            }
            if (range.end() > end) {
                throw absent("data.offsets ends at " + range.end() + " of " + partition + ", which ends at " + end);
            }
            if (range.begin() < begin && range.begin() < range.end()) {
                throw new MalformedDataException(partition + " begins at offset " + begin + ", expected "
                        + range.begin() + " as data.offsets says: the records before are past their retention");
            }
        });
    }

    /** Every committed record in some ranges. */
    void read(String topic, SortedMap<Integer, OffsetRange> ranges, Consumer<WireRecord> each) {
        ranges.forEach((number, range) -> {
            if (range.begin() < range.end()) {
                read(new TopicPartition(topic, number), range, each);
            }
        });
    }

    private void read(TopicPartition partition, OffsetRange range, Consumer<WireRecord> each) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, range.begin());
        long reached = range.begin();
        long movedNanos = System.nanoTime();
        while (reached < range.end()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < range.end()) {
                    each.accept(wire(record));
                }
            }
            // Beyond the last record, for what ends a transaction has an offset too.
            long position = consumer.position(partition);
            if (position > reached) {
                reached = position;
                movedNanos = System.nanoTime();
            } else if (System.nanoTime() - movedNanos
                    > Duration.ofMillis(patienceMillis).toNanos()) {
                throw new TimeoutException("nothing came from " + partition + " at offset " + reached + " in "
                        + patienceMillis + " ms, expected to reach " + range.end());
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw absent("there is no topic '" + topic + "', expected requests and labels under data.topic-prefix");
        }
        List<TopicPartition> partitions = found.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                .toList();
        // Kafka warns about offsets of partitions that nobody is assigned to.
        consumer.assign(partitions);
        return partitions;
    }

    private Map<TopicPartition, @Nullable OffsetAndTimestamp> at(List<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, Math.max(0, time.toEpochMilli())));
        return new HashMap<>(consumer.offsetsForTimes(asked));
    }

    private static long offset(@Nullable OffsetAndTimestamp found, long otherwise) {
        return found == null ? otherwise : found.offset();
    }

    private static InvalidExperimentException absent(String problem) {
        return new InvalidExperimentException("experiment", List.of(problem));
    }

    private static WireRecord wire(ConsumerRecord<byte[], byte[]> record) {
        List<WireHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new WireHeader(header.key(), header.value()));
        }
        return new WireRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                headers);
    }
}
