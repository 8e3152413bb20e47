package io.plumbline.inference.deadletter;

import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.stream.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the committed records of the dead-letter topic between fixed offsets, outside any consumer group.
 *
 * <p>It ends where the topic ended when {@link #ranges} was asked, however many letters come meanwhile: those of a redrive
 * that failed again among them. Memory: one fetch.
 *
 * <p>Threads: one caller at a time.
 */
final class LetterReader implements AutoCloseable {
    /** Without any record or progress for so long, the brokers are taken to be away. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    /**
     * Offsets of one partition.
     *
     * @param begin the first that the partition still holds
     * @param from the first to read
     * @param end the first not to read
     */
    record Range(long begin, long from, long end) {}

    LetterReader(KafkaLink link, String topic) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
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
                new ByteArrayDeserializer());
    }

    /**
     * What there is to read now, by partition, cut to where the filter can match at all.
     *
     * @throws UnknownTopicOrPartitionException if there is no such topic
     * @throws org.apache.kafka.common.KafkaException if the brokers cannot be reached or refuse
     */
    Map<Integer, Range> ranges(LetterFilter filter) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic);
        if (infos == null || infos.isEmpty()) {
            throw new UnknownTopicOrPartitionException("topic '" + topic + "' does not exist");
        }
        List<TopicPartition> all = infos.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        Map<TopicPartition, Long> froms = filter.since().isEmpty()
                ? begins
                : firstSince(all, filter.since().get().toEpochMilli(), ends);
        Map<Integer, Range> ranges = new TreeMap<>();
        for (TopicPartition each : all) {
            long begin = begins.getOrDefault(each, 0L);
            long from = Math.max(begin, froms.getOrDefault(each, begin));
            long end = ends.getOrDefault(each, begin);
            if (!filter.positions().isEmpty()) {
                long[] wanted = filter.positions().stream()
                        .filter(position -> position.partition() == each.partition())
                        .mapToLong(Position::offset)
                        .sorted()
                        .toArray();
                from = wanted.length == 0 ? end : Math.max(from, wanted[0]);
                end = wanted.length == 0 ? end : Math.min(end, wanted[wanted.length - 1] + 1);
            }
            ranges.put(each.partition(), new Range(begin, Math.min(from, end), end));
        }
        return ranges;
    }

    /** Every record before what this finds is older; later ones may be too, for letters are not ordered by time. */
    private Map<TopicPartition, Long> firstSince(
            List<TopicPartition> all, long sinceMillis, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        all.forEach(each -> times.put(each, Math.max(0, sinceMillis)));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> froms = new HashMap<>();
        for (TopicPartition each : all) {
            OffsetAndTimestamp first = found.get(each);
            froms.put(each, first == null ? ends.get(each) : first.offset());
        }
        return froms;
    }

    /** Hands over every matching letter of the ranges, in offset order within a partition. */
    void read(Map<Integer, Range> ranges, LetterFilter filter, java.util.function.Consumer<Letter> sink) {
        Map<TopicPartition, Range> open = new HashMap<>();
        ranges.forEach((partition, range) -> {
            if (range.from() < range.end()) {
                open.put(new TopicPartition(topic, partition), range);
            }
        });
        consumer.assign(open.keySet());
        // A partition that was read before is still paused.
        consumer.resume(open.keySet());
        open.forEach((partition, range) -> consumer.seek(partition, range.from()));
        long progressed = System.nanoTime();
        Map<TopicPartition, Long> reached = new HashMap<>();
        while (!open.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Range range = open.get(new TopicPartition(topic, record.partition()));
                if (range != null && record.offset() < range.end()) {
                    Letter letter = Letter.of(Wire.read(record));
                    if (filter.matches(letter)) {
                        sink.accept(letter);
                    }
                }
            }
            List<TopicPartition> done = new ArrayList<>();
            for (TopicPartition partition : open.keySet()) {
                long position = consumer.position(partition);
                Long before = reached.put(partition, position);
                if (before == null || before != position) {
                    progressed = System.nanoTime();
                }
                if (position >= open.get(partition).end()) {
                    done.add(partition);
                }
            }
            done.forEach(open::remove);
            consumer.pause(done);
            if (System.nanoTime() - progressed > PATIENCE.toNanos()) {
                throw new TimeoutException("no progress on " + open.keySet() + " for " + PATIENCE.toSeconds() + " s");
            }
        }
    }

    /** One letter, or empty when there is none at that position (any more). */
    Optional<Letter> find(Position position) {
        LetterFilter one = new LetterFilter(Set.of(), Set.of(), Optional.empty(), Optional.empty(), Set.of(position));
        List<Letter> found = new ArrayList<>();
        read(ranges(one), one, found::add);
        return found.stream().findFirst();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
