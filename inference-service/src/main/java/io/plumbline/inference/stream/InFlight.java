package io.plumbline.inference.stream;

import io.plumbline.inference.batch.Batch;
import io.plumbline.inference.batch.BatchConfig;
import io.plumbline.inference.batch.BatchForecast;
import io.plumbline.inference.batch.BatchKey;
import io.plumbline.inference.batch.Batcher;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * All requests between poll and commit: a log for each partition held, and the batcher in which they wait for a model.
 *
 * <p>Threads: the poll thread.
 */
final class InFlight {
    private final Map<TopicPartition, PartitionLog> logs = new LinkedHashMap<>();
    private final Batcher<Pending> batcher;
    private final Map<String, BatchKey> keys = new HashMap<>();
    private final Deadlines deadlines;
    private final Clock clock;

    /**
     * @param deadlines until when a request must be answered
     * @param clock of the deadlines
     */
    InFlight(BatchConfig config, BatchForecast forecast, Deadlines deadlines, Clock clock) {
        this.deadlines = deadlines;
        this.clock = clock;
        // The logs are the bound: partitions pause long before, and what was polled must be taken.
        this.batcher = new Batcher<>(config, Integer.MAX_VALUE, System::nanoTime, forecast);
    }

    /** The log of a partition held, opened at its first record. */
    PartitionLog log(TopicPartition partition) {
        return logs.computeIfAbsent(partition, PartitionLog::new);
    }

    /** Lets a request wait for a batch of its model; which version answers is decided when the batch leaves. */
    void enqueue(String model, Pending pending) {
        BatchKey key = keys.computeIfAbsent(model, name -> new BatchKey(name, "", ""));
        long deadline = deadlines.millis(pending.record());
        pending.due(deadline);
        long nanosLeft = deadline == Deadlines.NONE
                ? Batcher.NO_DEADLINE
                : TimeUnit.MILLISECONDS.toNanos(deadline - clock.millis());
        if (!batcher.offer(key, pending, nanosLeft)) {
            throw new IllegalStateException("the batcher is full at " + batcher.size() + " requests");
        }
    }

    /**
     * @param backlog whether more requests are known to lie on the topic
     * @param busyNanos how long until a worker is free
     * @param awayNanos how long until this is asked again
     */
    Optional<Batch<Pending>> nextBatch(boolean backlog, long busyNanos, long awayNanos) {
        return batcher.poll(backlog, busyNanos, awayNanos);
    }

    /** Every answered request that no unanswered one of its partition precedes. */
    List<Pending> ready() {
        List<Pending> ready = new ArrayList<>(readyCount());
        logs.values().forEach(log -> ready.addAll(log.ready()));
        return ready;
    }

    /** How many {@link #ready()} has, without gathering them. */
    int readyCount() {
        int count = 0;
        for (PartitionLog log : logs.values()) {
            count += log.ready().size();
        }
        return count;
    }

    /** Hands on, once each, the answered requests that were not sent yet and that no unanswered one precedes. */
    void takeUnsent(Consumer<Pending> sending) {
        logs.values().forEach(log -> log.takeUnsent(sending));
    }

    /** What was sent does not count and is to be sent again. */
    void unsend() {
        logs.values().forEach(PartitionLog::unsend);
    }

    /** Whether anything of those partitions was sent and is not committed. */
    boolean anySent(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionLog log = logs.get(partition);
            if (log != null && log.anySent()) {
                return true;
            }
        }
        return false;
    }

    /** The offsets that {@link #ready()} answers up to. */
    Map<TopicPartition, OffsetAndMetadata> readyOffsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (PartitionLog log : logs.values()) {
            List<Pending> ready = log.ready();
            if (!ready.isEmpty()) {
                long last = ready.get(ready.size() - 1).record().offset();
                offsets.put(log.partition(), new OffsetAndMetadata(last + 1));
            }
        }
        return offsets;
    }

    void committed() {
        logs.values().forEach(PartitionLog::committed);
    }

    /** Drops everything of those partitions and returns how many requests that was. */
    int drop(Collection<TopicPartition> partitions) {
        int dropped = 0;
        for (TopicPartition partition : partitions) {
            PartitionLog log = logs.remove(partition);
            if (log != null) {
                dropped += log.close();
            }
        }
        batcher.removeIf(pending -> !pending.current());
        return dropped;
    }

    int dropAll() {
        return drop(Set.copyOf(logs.keySet()));
    }

    Map<TopicPartition, PartitionLog> logs() {
        return Collections.unmodifiableMap(logs);
    }

    int size() {
        int size = 0;
        for (PartitionLog log : logs.values()) {
            size += log.size();
        }
        return size;
    }

    /** Bytes of the keys and values held. */
    long bytes() {
        long bytes = 0;
        for (PartitionLog log : logs.values()) {
            bytes += log.bytes();
        }
        return bytes;
    }
}
