package io.plumbline.benchmarks.inference;

import io.plumbline.inference.stream.Delivery;
import io.plumbline.inference.stream.StreamClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The ceiling: requests in, records as large as the predictions out, delivered as the service does, and nothing in
 * between.
 *
 * <p>Its clients are the service's own, made by {@link StreamClients}; its transactions become due as the service's do.
 * What it writes has the request's key and time, and for value and headers those of one prediction that the service made
 * of such a request, the same each time: nothing is decoded, computed or encoded.
 */
final class CopyLoop {
    private static final Duration BUSY_POLL = Duration.ofMillis(1);
    private static final Duration IDLE_POLL = Duration.ofMillis(20);

    private final SideArguments arguments;
    private final long commitNanos;
    private final int commitRecords;
    private final boolean transactional;

    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    private int pending;
    private long pendingSince;

    CopyLoop(SideArguments arguments) {
        this.arguments = arguments;
        this.commitNanos = arguments.setting("commit.interval", Duration.class).toNanos();
        this.commitRecords = arguments.setting("commit.max.records", Integer.class);
        this.transactional = arguments.delivery() == Delivery.EXACTLY_ONCE;
    }

    /** Copies until the process is ended. */
    void run() {
        ConsumerRecord<byte[], byte[]> sample = Sample.read(arguments.bootstrapServers(), arguments.workload());
        StreamClients clients = arguments.clients();
        try (Consumer<byte[], byte[]> consumer = clients.consumer();
                Producer<byte[], byte[]> producer = clients.producer()) {
            if (transactional) {
                producer.initTransactions();
            }
            consumer.subscribe(List.of(arguments.topics().requests()));
            while (true) {
                copy(poll(consumer), producer, sample);
                if (!transactional) {
                    producer.flush();
                }
                if (pending > 0 && (pending >= commitRecords || System.nanoTime() - pendingSince >= commitNanos)) {
                    commit(consumer, producer);
                }
            }
        }
    }

    /** The service's consumer has no reset policy; a fresh group begins at the beginning. */
    private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer) {
        try {
            return consumer.poll(pending > 0 ? BUSY_POLL : IDLE_POLL);
        } catch (NoOffsetForPartitionException fresh) {
            consumer.seekToBeginning(fresh.partitions());
            return ConsumerRecords.empty();
        }
    }

    private void copy(
            ConsumerRecords<byte[], byte[]> records,
            Producer<byte[], byte[]> producer,
            ConsumerRecord<byte[], byte[]> sample) {
        if (records.isEmpty()) {
            return;
        }
        if (pending == 0) {
            if (transactional) {
                producer.beginTransaction();
            }
            pendingSince = System.nanoTime();
        }
        String topic = arguments.topics().predictions();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            // A record that fails fails its transaction, or is missed at the end.
            var unused = producer.send(new ProducerRecord<>(
                    topic, null, record.timestamp(), record.key(), sample.value(), sample.headers()));
        }
        pending += records.count();
        offsets.putAll(records.nextOffsets());
    }

    private void commit(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {
        if (transactional) {
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            producer.commitTransaction();
        } else {
            consumer.commitAsync(Map.copyOf(offsets), null);
        }
        offsets.clear();
        pending = 0;
    }
}
