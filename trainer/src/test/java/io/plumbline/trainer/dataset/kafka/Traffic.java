package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.codec.LabelCodec;
import io.plumbline.contracts.codec.RequestCodec;
import io.plumbline.contracts.event.Label;
import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Request;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends requests and labels as their producers would, at times that a test chooses. */
final class Traffic implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Topics topics;
    private final RequestCodec requests = new RequestCodec();
    private final LabelCodec labels = new LabelCodec();
    private final List<Future<?>> sent = new ArrayList<>();

    Traffic(String bootstrapServers, Topics topics, String... config) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all"));
        for (int i = 0; i < config.length; i += 2) {
            settings.put(config[i], config[i + 1]);
        }
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.topics = topics;
    }

    KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    void request(Instant at, String id, Payload payload) {
        request(at, id, payload, Optional.empty());
    }

    void request(Instant at, String id, Payload payload, Optional<String> model) {
        WireFormat format = payload instanceof Payload.Raw ? WireFormat.OCTET_STREAM : WireFormat.JSON;
        send(topics.requests(), at, requests.encode(new Request(id, model, payload, format)));
    }

    void label(Instant at, String id, Truth truth) {
        label(at, id, truth, OptionalLong.empty());
    }

    void label(Instant at, String id, Truth truth, OptionalLong revision) {
        send(topics.labels(), at, labels.encode(new Label(id, truth, Optional.empty(), revision), 0));
    }

    void raw(String topic, Instant at, @Nullable String key, @Nullable String value) {
        send(topic, at, new WireMessage(bytes(key), bytes(value), List.of(), 0));
    }

    private void send(String topic, Instant at, WireMessage message) {
        List<Header> headers = message.headers().stream()
                .map((WireHeader header) -> (Header) new RecordHeader(header.name(), header.value()))
                .toList();
        sent.add(producer.send(
                new ProducerRecord<>(topic, null, at.toEpochMilli(), message.key(), message.value(), headers)));
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.flush();
        try {
            for (Future<?> record : sent) {
                record.get();
            }
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        } finally {
            producer.close();
        }
    }

    /** Writes what was sent in a transaction that is not to be. */
    void abort() {
        producer.flush();
        producer.abortTransaction();
    }
}
