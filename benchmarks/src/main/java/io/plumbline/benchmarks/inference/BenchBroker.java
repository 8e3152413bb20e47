package io.plumbline.benchmarks.inference;

import io.plumbline.broker.PlumblineTopics;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.inference.stream.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The broker of all sides, in a process of its own, and what the race asks it.
 *
 * <p>Threads: one caller at a time.
 */
final class BenchBroker implements AutoCloseable {
    static final int PARTITIONS = 3;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int ADMIN_SECONDS = 60;
    private static final int LEADER_ATTEMPTS = 50;
    private static final Duration LEADER_PAUSE = Duration.ofMillis(200);

    private final Child child;
    private final String bootstrapServers;
    private final Admin admin;

    BenchBroker(Path folder) {
        child = Child.start(
                folder, "broker", List.of(), List.of(folder.resolve("broker").toString()));
        bootstrapServers = child.await("listens on ", START_LIMIT);
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    long pid() {
        return child.pid();
    }

    void createTopics(Workload workload) {
        create(PlumblineTopics.all(workload.topics().prefix(), PARTITIONS));
        create(List.of(new NewTopic(Sample.topic(workload), 1, (short) 1)));
    }

    /** Throws away what the last side wrote, so that each begins with empty topics and none fills the disk. */
    void emptyOutput(Workload workload) {
        Set<String> outputs =
                Set.of(workload.topics().predictions(), workload.topics().deadLetters());
        get(admin.deleteTopics(outputs).all(), "delete " + outputs);
        create(outputs.stream()
                .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                .toList());
    }

    /** Deletes everything that was written for a workload. */
    void delete(Workload workload) {
        String prefix = workload.topics().prefix() + ".";
        List<String> topics = get(admin.listTopics().names(), "list topics").stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
        get(admin.deleteTopics(topics).all(), "delete " + topics);
    }

    private void create(Collection<NewTopic> topics) {
        get(admin.createTopics(topics).all(), "create topics");
        awaitLeaders(topics.stream()
                .flatMap(topic -> IntStream.range(0, topic.numPartitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList());
    }

    /** A topic is announced a moment before its partitions are led; only then can their ends be told. */
    private void awaitLeaders(Collection<TopicPartition> partitions) {
        for (int attempt = 1; ; attempt++) {
            try {
                ends(partitions, IsolationLevel.READ_UNCOMMITTED);
                return;
            } catch (IllegalStateException notYet) {
                if (attempt == LEADER_ATTEMPTS) {
                    throw notYet;
                }
                LockSupport.parkNanos(LEADER_PAUSE.toNanos());
            }
        }
    }

    /** Writes requests 0 to {@code count} − 1. */
    void fill(Workload workload, long count) {
        Workload.Source source = workload.new Source();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "20", "batch.size", "262144", "acks", "all"),
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
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** Where the partitions end; of {@code READ_COMMITTED}, where what transactions still hold back begins. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all(), "tell the ends of " + partitions)
                .forEach((partition, result) -> ends.put(partition, result.offset()));
        return ends;
    }

    /** How many requests a group has behind it: the sum of its committed offsets. */
    long committed(String group, String topic) {
        var offsets = get(
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), "tell the offsets of " + group);
        return offsets.entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
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
                        bootstrapServers,
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

    private static <T> T get(KafkaFuture<T> future, String what) {
        try {
            return future.get(ADMIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker cannot " + what + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the broker did not " + what + " within " + ADMIN_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted, the broker was to " + what, e);
        }
    }

    @Override
    public void close() {
        admin.close();
        child.close();
    }
}
