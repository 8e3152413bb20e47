package io.plumbline.evaluator.stream;

import io.plumbline.contracts.codec.Json;
import io.plumbline.evaluator.drift.CommittedDrift;
import io.plumbline.evaluator.drift.DriftRecord;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Published;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the evaluations topic as far as transactions have committed, and keeps the newest tally of every version and
 * partition. What an aborted transaction counted is never seen here.
 *
 * <p>Nothing is shown before the topic was read to the end it had when reading began: older records of a version lie
 * before the newest, and a counter must not be seen to step back.
 * <p>Threads: one of its own; {@link #tallies()} from any.
 */
final class CommittedReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommittedReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BACK_OFF = Duration.ofSeconds(2);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final Map<String, Object> config;
    private final List<TopicPartition> partitions;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Committed visible;

    private record Committed(CommittedTallies tallies, CommittedDrift drift) {}

    CommittedReader(Map<String, Object> config, String topic, int partitionCount) {
        this.config = config;
        partitions = IntStream.range(0, partitionCount)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        thread = new Thread(this::run, "evaluator-committed");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The tallies as of the last commits seen; empty until the topic was read once. */
    Optional<CommittedTallies> tallies() {
        return Optional.ofNullable(visible).map(Committed::tallies);
    }

    /** What is known of drift as of the last commits seen; empty until the topic was read once. */
    Optional<CommittedDrift> drift() {
        return Optional.ofNullable(visible).map(Committed::drift);
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try (Consumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                read(consumer);
            } catch (RuntimeException e) {
                // Whatever it is: a thread that ended would leave old numbers on the page for ever.
                LOG.atWarn()
                        .addKeyValue("topic", partitions.get(0).topic())
                        .setCause(e)
                        .log("evaluations not read, trying again");
                pause();
            }
        }
    }

    /** Reads into tallies of its own, which take the place of those shown once they have caught up. */
    private void read(Consumer<byte[], byte[]> consumer) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Committed committed = new Committed(new CommittedTallies(), new CommittedDrift());
        boolean caughtUp = false;
        while (stopping.getCount() > 0) {
            if (!caughtUp && partitions.stream().allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L))) {
                caughtUp = true;
                visible = committed;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(committed, record);
            }
        }
    }

    private static void take(Committed committed, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            if (record.key() != null) {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                committed.tallies().remove(record.partition(), key);
                committed.drift().remove(key);
            }
            return;
        }
        try {
            Map<String, Object> body = Json.read(record.value());
            Optional<DriftRecord> drift = DriftRecord.read(body);
            if (drift.isPresent()) {
                committed.drift().put(drift.get());
                return;
            }
            Published evaluation = Published.read(body);
            if (evaluation.partition() != record.partition()) {
                throw new IllegalArgumentException("evaluation names partition " + evaluation.partition()
                        + ", expected " + record.partition() + ", where it lies");
            }
            committed.tallies().put(evaluation);
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("evaluation not read");
        }
    }

    private void pause() {
        try {
            if (stopping.await(BACK_OFF.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.atWarn().addKeyValue("limit", CLOSE_LIMIT).log("reader of evaluations did not end in time");
        }
    }
}
