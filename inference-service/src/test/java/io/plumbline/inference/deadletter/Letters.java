package io.plumbline.inference.deadletter;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.contracts.codec.DeadLetterCodec;
import io.plumbline.contracts.event.DeadLetter;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.stream.Wire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes dead letters as the service would. */
final class Letters {
    private final EmbeddedBroker broker;
    private final Topics topics;
    private int offset;

    Letters(EmbeddedBroker broker, Topics topics) {
        this.broker = broker;
        this.topics = topics;
    }

    WireMessage of(String topic, String key, String value, WireHeader... headers) {
        WireRecord request = new WireRecord(
                topic,
                0,
                offset++,
                System.currentTimeMillis(),
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                List.of(headers));
        return new DeadLetterCodec()
                .encode(new DeadLetter(
                        request, RejectReason.UNKNOWN_MODEL, "not served", Optional.of("late"), Optional.empty()));
    }

    WireMessage truncated(String key, String value) {
        return of(topics.requests(), key, value, WireHeader.of(Headers.TRUNCATED, "99"));
    }

    void foreign(String value) {
        write(new WireMessage(null, value.getBytes(StandardCharsets.UTF_8), List.of(), System.currentTimeMillis()));
    }

    void write(WireMessage message) {
        ProducerRecord<byte[], byte[]> record = Wire.write(topics.deadLetters(), message);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("letter was not written", e);
        }
    }
}
