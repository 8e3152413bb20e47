package io.plumbline.local.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes requests and labels as an outside producer does: with every record's timestamp a millisecond after the one
 * before, so that which of two labels is newer never depends on the machine's clock.
 */
final class TopicWriter implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private long timestampMillis;

    TopicWriter(String bootstrapServers, long firstTimestampMillis) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        timestampMillis = firstTimestampMillis;
    }

    void request(HoldoutItem item) {
        ProducerRecord<byte[], byte[]> request = record(PipelineFixture.TOPICS.requests(), item.id(), item.request());
        item.headers().forEach((name, value) -> request.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        send(request);
    }

    void label(LabelMix.LabelRecord label) {
        label(label.id(), label.value());
    }

    /** @param value null retracts */
    void label(String id, byte[] value) {
        send(record(PipelineFixture.TOPICS.labels(), id, value));
    }

    private ProducerRecord<byte[], byte[]> record(String topic, String id, byte[] value) {
        return new ProducerRecord<>(topic, null, timestampMillis++, id.getBytes(StandardCharsets.UTF_8), value);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        sent.add(producer.send(record));
    }

    /** Returns once everything written so far is in the topics. */
    void flush() throws InterruptedException {
        producer.flush();
        try {
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
            sent.clear();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a record could not be written", e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
