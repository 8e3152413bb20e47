package io.plumbline.local.produce;

import io.plumbline.contracts.event.WireHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to topics, idempotently.
 *
 * <p>Failures come late: a send that the broker refused is thrown by a later call, and at the latest by {@link #flush}.
 * Threads: any.
 */
public final class EventSender implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final KafkaProducer<byte[], byte @Nullable []> producer;
    private final String bootstrapServers;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final AtomicLong acknowledged = new AtomicLong();

    /** @param overrides of the producer's properties, such as {@code security.protocol} */
    public EventSender(String bootstrapServers, Map<String, String> overrides) {
        this.bootstrapServers = bootstrapServers;
        Map<String, Object> properties = new HashMap<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                2,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                20_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                60_000));
        properties.putAll(overrides);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @throws SendFailedException if this or an earlier event could not be sent */
    public void send(String topic, EventLine event) {
        check();
        ProducerRecord<byte[], byte @Nullable []> message =
                new ProducerRecord<>(topic, event.key().getBytes(StandardCharsets.UTF_8), event.value());
        for (WireHeader header : event.headers()) {
            message.headers().add(header.name(), header.value());
        }
        try {
            producer.send(message, (metadata, problem) -> {
                if (problem == null) {
                    acknowledged.incrementAndGet();
                } else {
                    failure.compareAndSet(null, problem);
                }
            });
        } catch (KafkaException e) {
            throw failed(topic, e);
        }
    }

    /** Waits until every event sent so far is acknowledged. */
    public void flush() {
        producer.flush();
        check();
    }

    /** How many events the brokers have. */
    public long acknowledged() {
        return acknowledged.get();
    }

    private void check() {
        Exception problem = failure.get();
        if (problem != null) {
            throw failed("a topic", problem);
        }
    }

    private SendFailedException failed(String topic, Exception cause) {
        return new SendFailedException(
                "cannot send to " + topic + " at " + bootstrapServers + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        producer.close(CLOSE_LIMIT);
    }
}
