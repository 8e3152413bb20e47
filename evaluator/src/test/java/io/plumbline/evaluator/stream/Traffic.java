package io.plumbline.evaluator.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.Truth;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.evaluator.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Three models' predictions and labels with all that goes wrong in life, from one seed. */
final class Traffic implements AutoCloseable {
    private final Topics topics;
    private final Random random;
    private final KafkaProducer<byte[], byte[]> producer;

    Traffic(String bootstrapServers, Topics topics, long seed) {
        this.topics = topics;
        this.random = new Random(seed);
        // One request at a time: on a topic that was created just now, the second of several can be taken where the
        // first
        // was refused, and then the first never is.
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.in.flight.requests.per.connection", "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void announce(String... versions) {
        producer.send(new ProducerRecord<>(
                topics.control(), "fashion".getBytes(StandardCharsets.UTF_8), Samples.control(versions)));
        producer.flush();
    }

    /** Requests {@code from} to {@code to} of each model, labels before, after, twice, corrected, retracted or never. */
    void send(int from, int to) {
        for (int i = from; i < to; i++) {
            one(
                    "f" + i,
                    List.of(
                            Samples.classified("f" + i, "v1", random.nextInt(3), 0.75f),
                            Samples.classified("f" + i, "v2", random.nextInt(3), 0.875f)),
                    this::someClass);
            one(
                    "h" + i,
                    List.of(Samples.measured("h" + i, 1e5f * random.nextFloat())),
                    () -> new Truth.Value(1e5 * random.nextDouble()));
            one(
                    "q" + i,
                    List.of(Samples.ranked(
                            "q" + i,
                            List.of("a", "b", "c"),
                            random.nextFloat(),
                            2 + random.nextFloat(),
                            4 + random.nextFloat())),
                    () -> new Truth.Relevance(
                            Map.of("a", (double) random.nextInt(3), "c", (double) random.nextInt(3), "z", 1.0)));
        }
        producer.flush();
    }

    private Truth someClass() {
        int index = random.nextInt(4);
        // One in four names a class that there is not; some go by index.
        return random.nextInt(5) == 0
                ? new Truth.Value(index)
                : new Truth.ClassName(index < 3 ? Samples.CLASSES.get(index) : "Hat");
    }

    private void one(String id, List<WireMessage> predictions, java.util.function.Supplier<Truth> truth) {
        boolean early = random.nextInt(4) == 0;
        if (!early) {
            predictions.forEach(message -> send(topics.predictions(), message));
        }
        List<WireMessage> labels = new ArrayList<>();
        int fate = random.nextInt(10);
        if (fate > 0) {
            WireMessage first = Samples.label(id, truth.get(), 1);
            labels.add(first);
            if (fate == 1) {
                labels.add(first);
            } else if (fate == 2) {
                labels.add(Samples.label(id, truth.get(), 3));
                labels.add(Samples.label(id, truth.get(), 2));
            } else if (fate == 3) {
                labels.add(Samples.retraction(id));
            } else if (fate == 4) {
                labels.add(Samples.retraction(id));
                labels.add(Samples.label(id, truth.get(), 2));
            } else if (fate == 5) {
                labels.add(new WireMessage(
                        id.getBytes(StandardCharsets.UTF_8),
                        "{\"label\":".getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        Samples.T0));
            }
        }
        labels.forEach(message -> send(topics.labels(), message));
        if (early) {
            predictions.forEach(message -> send(topics.predictions(), message));
        }
        if (random.nextInt(6) == 0) {
            send(topics.predictions(), predictions.get(0));
        }
    }

    void send(String topic, WireMessage message) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, message.timestampMillis(), message.key(), message.value());
        for (WireHeader header : message.headers()) {
            record.headers().add(new RecordHeader(header.name(), header.value()));
        }
        producer.send(record);
    }

    @Override
    public void close() {
        producer.close();
    }
}
