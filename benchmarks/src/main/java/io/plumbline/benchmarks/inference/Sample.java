package io.plumbline.benchmarks.inference;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One prediction of the service, kept on a topic of its own: what the copy loop writes over and over. */
final class Sample {
    private static final int PATIENCE_SECONDS = 30;

    private Sample() {}

    static String topic(Workload workload) {
        return workload.topics().prefix() + ".sample";
    }

    /** Puts the first prediction that the service made where the copy loop finds it. */
    static void keep(String bootstrapServers, Workload workload) {
        ConsumerRecord<byte[], byte[]> first =
                first(bootstrapServers, workload.topics().predictions());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            // Closing waits for it; if it is not there, the reader says so.
            var unused = producer.send(
                    new ProducerRecord<>(topic(workload), null, first.key(), first.value(), first.headers()));
        }
    }

    static ConsumerRecord<byte[], byte[]> read(String bootstrapServers, Workload workload) {
        return first(bootstrapServers, topic(workload));
    }

    private static ConsumerRecord<byte[], byte[]> first(String bootstrapServers, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline =
                    System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
            while (System.nanoTime() < deadline) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                if (!records.isEmpty()) {
                    return records.iterator().next();
                }
            }
        }
        throw new IllegalStateException("no record on " + topic + " within " + PATIENCE_SECONDS + " s");
    }
}
