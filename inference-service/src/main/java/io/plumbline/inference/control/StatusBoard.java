package io.plumbline.inference.control;

import io.plumbline.contracts.codec.InstanceStatusCodec;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.kafka.KafkaLink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this instance says of itself on the status topic.
 *
 * <p>A report that cannot be written is counted on the log and said again with the next heartbeat. Threads: any; one at a time writes,
 * so that an older word never follows a newer one.
 */
public final class StatusBoard implements AutoCloseable {
    /** How often an instance repeats its reports; three missed ones make it stale. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(StatusBoard.class);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final InstanceStatusCodec codec = new InstanceStatusCodec();
    private final Map<String, InstanceStatus> newest = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    public StatusBoard(KafkaLink link, String topic) {
        this(
                new KafkaProducer<>(
                        link.producer(
                                Map.of(
                                        "linger.ms",
                                        "0",
                                        "max.block.ms",
                                        "2000",
                                        "delivery.timeout.ms",
                                        "10000",
                                        "request.timeout.ms",
                                        "5000"),
                                Map.of("enable.idempotence", "true", "acks", "all")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                topic);
    }

    StatusBoard(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    synchronized void report(InstanceStatus status) {
        newest.put(status.key(), status);
        write(status.key(), codec.encode(status));
    }

    /** The model is gone from the control topic; so is this instance's word on it. */
    synchronized void withdraw(String key) {
        if (newest.remove(key) != null) {
            write(key, null);
        }
    }

    /** Repeats every report, with what changed in it since. */
    synchronized void repeat(UnaryOperator<InstanceStatus> renewed) {
        newest.replaceAll((key, status) -> renewed.apply(status));
        newest.forEach((key, status) -> write(key, codec.encode(status)));
    }

    private void write(String key, byte @Nullable [] value) {
        try {
            producer.send(
                    new ProducerRecord<byte[], byte[]>(topic, key.getBytes(StandardCharsets.UTF_8), value),
                    (metadata, failure) -> {
                        if (failure != null) {
                            unwritten(key, failure);
                        }
                    });
        } catch (org.apache.kafka.common.KafkaException | IllegalStateException e) {
            unwritten(key, e);
        }
    }

    private static void unwritten(String key, Exception failure) {
        log.atWarn()
                .addKeyValue("status", key)
                .addKeyValue("error", failure.toString())
                .log("status could not be written");
    }

    /** Withdraws every report: an instance that stopped in order is no longer waited for. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        newest.keySet().forEach(this::withdraw);
        producer.close(Duration.ofSeconds(2));
    }
}
