package io.plumbline.evaluator.replay;

import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.evaluator.stream.EvaluatorConfig;
import io.plumbline.evaluator.tally.Evaluation;
import io.plumbline.evaluator.tally.PaneEvaluation;
import io.plumbline.evaluator.tally.Progress;
import io.plumbline.evaluator.tally.Published;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics as a replay reads them: committed records only, in a group of its own that commits nothing.
 *
 * <p>Threads: one at a time.
 */
final class ReplayTopics implements AutoCloseable {
    private static final Set<String> COMPARED = Set.of(Evaluation.WINDOW, PaneEvaluation.WINDOW, Progress.WINDOW);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

    private final EvaluatorConfig config;
    private final KafkaConsumer<byte[], byte[]> consumer;

    ReplayTopics(EvaluatorConfig config) {
        this.config = config;
        Map<String, Object> settings = new HashMap<>(config.consumer());
        // At a partition's end a fetch waits for more, and the next partition's would wait behind it.
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "10");
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** How many partitions a topic has. */
    int partitions(String topic) {
        List<PartitionInfo> infos = consumer.partitionsFor(topic);
        if (infos == null || infos.isEmpty()) {
            throw new ReplayException("topic '" + topic + "' does not exist");
        }
        return infos.size();
    }

    long begin(TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** Where what was committed ends. */
    long end(TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** The first offset from that time on; the end if there is none. */
    long at(TopicPartition partition, long millis) {
        @Nullable
        OffsetAndTimestamp found =
                consumer.offsetsForTimes(Map.of(partition, Math.max(0, millis))).get(partition);
        return found == null ? end(partition) : found.offset();
    }

    /** The time of the first record from an offset on; empty if there is none. */
    OptionalLong timeAt(TopicPartition partition, long offset) {
        long end = end(partition);
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        long lastProgress = System.nanoTime();
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                return OptionalLong.of(record.timestamp());
            }
            lastProgress = checkSilence(partition, lastProgress, false);
        }
        return OptionalLong.empty();
    }

    /** Gives every committed record from one offset to another, which is not read. */
    void read(TopicPartition partition, long from, long to, Consumer<WireRecord> taker) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        long lastProgress = System.nanoTime();
        long position = from;
        while (position < to) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < to) {
                    taker.accept(wire(record));
                }
            }
            long now = consumer.position(partition);
            lastProgress = checkSilence(partition, lastProgress, now > position);
            position = now;
        }
    }

    private static long checkSilence(TopicPartition partition, long lastProgress, boolean moved) {
        long now = System.nanoTime();
        if (!moved && now - lastProgress > SILENCE_LIMIT.toNanos()) {
            throw new ReplayException("no more records of " + partition + " for " + SILENCE_LIMIT.toSeconds()
                    + " s: the broker does not answer, or a transaction is open");
        }
        return moved ? now : lastProgress;
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

    /** The newest cells of these partitions. */
    Map<Integer, LivePartition> live(List<Integer> partitions) {
        Map<Integer, LivePartition> live = new TreeMap<>();
        for (int number : partitions) {
            LivePartition cells = new LivePartition();
            TopicPartition partition = new TopicPartition(config.topics().evaluations(), number);
            read(partition, begin(partition), end(partition), record -> put(cells, record));
            live.put(number, cells);
        }
        return live;
    }

    private static void put(LivePartition cells, WireRecord record) {
        byte[] value = record.value();
        byte[] key = record.key();
        if (value == null) {
            cells.remove(key == null ? "" : new String(key, StandardCharsets.UTF_8));
            return;
        }
        try {
            Map<String, Object> body = Json.read(value);
            // Others write there too; what they say is not of the records alone.
            if (COMPARED.contains(String.valueOf(body.get("window")))) {
                cells.put(Published.read(body));
            }
        } catch (IllegalArgumentException e) {
            throw new ReplayException("an evaluation cannot be read (" + record.where() + "): " + e.getMessage());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
