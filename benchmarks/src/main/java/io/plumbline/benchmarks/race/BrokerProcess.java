package io.plumbline.benchmarks.race;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * The broker of all sides, in a process of its own, and what any race asks it.
 *
 * <p>Threads: one caller at a time.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int ADMIN_SECONDS = 60;
    private static final int LEADER_ATTEMPTS = 50;
    private static final Duration LEADER_PAUSE = Duration.ofMillis(200);

    private final Child child;
    private final String bootstrapServers;
    private final Admin admin;

    public BrokerProcess(Path folder) {
        child = Child.start(
                folder,
                BrokerMain.class,
                "broker",
                List.of(),
                List.of(folder.resolve("broker").toString()));
        bootstrapServers = child.await("listens on ", START_LIMIT);
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public long pid() {
        return child.pid();
    }

    public void create(Collection<NewTopic> topics) {
        get(admin.createTopics(topics).all(), "create topics");
        awaitLeaders(topics.stream()
                .flatMap(topic -> partitions(topic.name(), topic.numPartitions()).stream())
                .toList());
    }

    public void delete(Collection<String> topics) {
        get(admin.deleteTopics(topics).all(), "delete " + topics);
    }

    /** Deletes every topic whose name is of that kind. */
    public void deleteAll(Predicate<String> name) {
        delete(topics(name));
    }

    public List<String> topics(Predicate<String> name) {
        return get(admin.listTopics().names(), "list topics").stream()
                .filter(name)
                .sorted()
                .toList();
    }

    /** Bytes that the partitions of these topics take on the broker's disk. */
    public long bytes(Collection<String> topics) {
        List<Integer> brokers = get(admin.describeCluster().nodes(), "tell its nodes").stream()
                .map(Node::id)
                .toList();
        return get(admin.describeLogDirs(brokers).allDescriptions(), "tell the sizes of topics").values().stream()
                .flatMap(folders -> folders.values().stream())
                .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                .filter(replica -> topics.contains(replica.getKey().topic()))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
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

    public static List<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** Where the partitions end; of {@code READ_COMMITTED}, where what transactions still hold back begins. */
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all(), "tell the ends of " + partitions)
                .forEach((partition, result) -> ends.put(partition, result.offset()));
        return ends;
    }

    /** How many records of a topic a group has behind it: the sum of its committed offsets. */
    public long committed(String group, String topic) {
        var offsets = get(
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), "tell the offsets of " + group);
        return offsets.entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
                .mapToLong(entry -> entry.getValue().offset())
                .sum();
    }

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
