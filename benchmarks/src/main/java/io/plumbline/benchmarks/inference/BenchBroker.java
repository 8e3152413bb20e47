package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.race.BrokerProcess;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.inference.stream.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The broker of all sides, in a process of its own, and what the inference race asks it.
 *
 * <p>Threads: one caller at a time.
 */
final class BenchBroker implements AutoCloseable {
    static final int PARTITIONS = 3;

    private final BrokerProcess process;

    BenchBroker(Path folder) {
        process = new BrokerProcess(folder);
    }

    String bootstrapServers() {
        return process.bootstrapServers();
    }

    long pid() {
        return process.pid();
    }

    void createTopics(Workload workload) {
        process.create(PlumblineTopics.all(workload.topics().prefix(), PARTITIONS));
        process.create(List.of(new NewTopic(Sample.topic(workload), 1, (short) 1)));
    }

    /** Throws away what the last side wrote, so that each begins with empty topics and none fills the disk. */
    void emptyOutput(Workload workload) {
        Set<String> outputs =
                Set.of(workload.topics().predictions(), workload.topics().deadLetters());
        process.delete(outputs);
        process.create(outputs.stream()
                .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                .toList());
    }

    /** Deletes everything that was written for a workload. */
    void delete(Workload workload) {
        String prefix = workload.topics().prefix() + ".";
        process.deleteAll(name -> name.startsWith(prefix));
    }

    /** Writes requests 0 to {@code count} − 1. */
    void fill(Workload workload, long count) {
        Workload.Source source = workload.new Source();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(),
                        "linger.ms",
                        "20",
                        "batch.size",
                        "262144",
                        "acks",
                        "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (long number = 0; number < count; number++) {
                WireMessage message = source.request(number);
                // What does not arrive is missed at the end.
                var unused = producer.send(Wire.write(
                        workload.topics().requests(),
                        new WireMessage(
                                message.key(), message.value(), message.headers(), System.currentTimeMillis())));
            }
            producer.flush();
        }
        long found = ends(partitions(workload.topics().requests()), IsolationLevel.READ_UNCOMMITTED).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        if (found != count) {
            throw new IllegalStateException(
                    workload.topics().requests() + " holds " + found + " records, expected " + count);
        }
    }

    static List<TopicPartition> partitions(String topic) {
        return BrokerProcess.partitions(topic, PARTITIONS);
    }

    /** Where the partitions end; of {@code READ_COMMITTED}, where what transactions still hold back begins. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, IsolationLevel isolation) {
        return process.ends(partitions, isolation);
    }

    /** How many requests a group has behind it: the sum of its committed offsets. */
    long committed(String group, String topic) {
        return process.committed(group, topic);
    }

    /** Reads a topic to its end as a consumer sees it who takes only what was committed. */
    Count count(String topic, long upTo) {
        List<TopicPartition> partitions = partitions(topic);
        Map<TopicPartition, Long> ends = ends(partitions, IsolationLevel.READ_COMMITTED);
        BitSet seen = new BitSet((int) upTo);
        long records = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        "10000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    records++;
                    seen.set((int) Workload.number(record.key()));
                }
            }
        }
        return new Count(records, seen.cardinality());
    }

    /** Records, and how many different ids they have. */
    record Count(long records, long ids) {}

    @Override
    public void close() {
        process.close();
    }
}
