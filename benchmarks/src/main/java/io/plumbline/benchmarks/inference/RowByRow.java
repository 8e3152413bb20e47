package io.plumbline.benchmarks.inference;

import io.plumbline.inference.stream.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a user writes first: poll, predict, send, record by record.
 *
 * <p>Kafka's defaults: offsets are committed in the background every five seconds, and nothing keeps outputs and offsets
 * together. It promises less than the service, and so has less to do.
 */
final class RowByRow {
    private final SideArguments arguments;

    RowByRow(SideArguments arguments) {
        this.arguments = arguments;
    }

    /** Answers until the process is ended. */
    void run() {
        try (RowPredictor predictor =
                        new RowPredictor(arguments.workload().network(), arguments.store(), Course.VERSION);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                arguments.bootstrapServers(),
                                "group.id",
                                arguments.group(),
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", arguments.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            String topic = arguments.topics().predictions();
            consumer.subscribe(List.of(arguments.topics().requests()));
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    var unused = producer.send(Wire.write(topic, predictor.answer(Wire.read(record))));
                }
            }
        }
    }
}
