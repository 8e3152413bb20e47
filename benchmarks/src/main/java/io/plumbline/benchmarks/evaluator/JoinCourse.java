package io.plumbline.benchmarks.evaluator;

import io.plumbline.benchmarks.race.BrokerProcess;
import io.plumbline.benchmarks.race.Child;
import io.plumbline.benchmarks.race.Probe;
import io.plumbline.benchmarks.race.Probe.Reading;
import io.plumbline.benchmarks.race.ResidentMemory;
import io.plumbline.benchmarks.race.Run;
import io.plumbline.benchmarks.race.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Predictions and labels that every contestant joins from their beginning to their end, one contestant at a time.
 *
 * <p>The clock is over the labels after the first {@code warmUp} ones, and is read from the offsets that the group has
 * committed, which are part of the transaction that made a join durable. Then the result is checked: as many pairs as
 * there are labels, and as many right ones as there should be.
 */
final class JoinCourse {
    private static final Duration SAMPLE_EVERY = Duration.ofMillis(10);
    private static final Duration STALL_LIMIT = Duration.ofSeconds(60);
    private static final Duration RESULT_LIMIT = Duration.ofSeconds(30);

    private final BrokerProcess broker;
    private final Path folder;
    private final Pairs pairs;
    private final long warmUp;
    private final long total;
    private final JoinSettings settings;
    private final AtomicInteger runs = new AtomicInteger();

    /** @param counted pairs after the {@code warmUp} ones that do not count */
    JoinCourse(BrokerProcess broker, Path folder, Pairs pairs, long warmUp, long counted, JoinSettings settings) {
        this.broker = broker;
        this.folder = folder;
        this.pairs = pairs;
        this.warmUp = warmUp;
        this.total = warmUp + counted;
        this.settings = settings;
        Feed.fill(broker, pairs, total);
        createOutputs();
    }

    /** A contestant's progress at a moment. */
    private record Moment(long nanos, long joined, Reading reading) {}

    /** How fast a contestant was, how many pairs it joined, and how many predictions it found right. */
    record Result(Run run, long joined, long right) {}

    /** Lets one contestant join everything in a fresh JVM, reads its result, and empties what it wrote. */
    Result run(Contestant contestant, boolean inMemory) throws IOException {
        String application = pairs.topics().prefix() + "-run-" + runs.incrementAndGet();
        Setup setup = settings.setup(broker, pairs, application, folder.resolve(application), inMemory);
        try {
            return contestant == Contestant.PLUMBLINE ? plumbline(setup) : streams(contestant, setup);
        } finally {
            Set<String> outputs = Set.of(pairs.topics().evaluations(), setup.joinedTopic());
            broker.deleteAll(name -> name.startsWith(application + "-") || outputs.contains(name));
            createOutputs();
            Workspace.delete(setup.stateDirectory());
        }
    }

    /** @throws IllegalStateException if a contestant did not join every pair, or judged one wrongly */
    void check(Result result) {
        Result expected = new Result(result.run(), total, pairs.right(total));
        if (!result.equals(expected)) {
            throw new IllegalStateException("'" + result.run().side() + "' joined " + result.joined() + " pairs, "
                    + result.right() + " of them right, expected " + expected.joined() + " and " + expected.right());
        }
    }

    private Result plumbline(Setup setup) {
        try (EvaluatorProcess evaluator = new EvaluatorProcess(folder, setup, settings.jvm())) {
            Run run = measure(Contestant.PLUMBLINE, evaluator.child(), setup.application());
            settings.keepRecording(evaluator.child(), setup.application());
            Page page = evaluator.awaitJoined(total, RESULT_LIMIT);
            Map<String, String> labels = Map.of("metric", "accuracy", "view", "provisional", "window", "cumulative");
            return new Result(run, total, Math.round(page.sum("evaluator_metric", labels) * total));
        }
    }

    private Result streams(Contestant contestant, Setup setup) {
        try (Child child = Child.start(folder, ContestantMain.class, contestant.name(), List.of(), setup.words())) {
            Run run = measure(contestant, child, setup.application());
            return count(run, child, setup.joinedTopic());
        }
    }

    private void createOutputs() {
        String evaluations = pairs.topics().evaluations();
        Set<String> present = Set.copyOf(broker.topics(evaluations::equals));
        if (present.isEmpty()) {
            broker.create(List.of(new NewTopic(evaluations, pairs.partitions(), (short) 1)
                    .configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "16777216"))));
        }
        broker.create(List.of(new NewTopic(pairs.topics().prefix() + ".joined", pairs.partitions(), (short) 1)));
    }

    private Run measure(Contestant contestant, Child child, String application) {
        Moment start = new Moment(System.nanoTime(), 0, probe(child));
        Moment warm = await(child, application, warmUp);
        if (warm.joined() < total) {
            start = warm;
        }
        // Else too few pairs to see it at work: the clock is over its start as well.
        Moment end = await(child, application, total);
        return new Run(
                contestant.label(),
                end.joined() - start.joined(),
                (end.nanos() - start.nanos()) / 1e9,
                end.reading().since(start.reading()),
                ResidentMemory.of(child.pid()));
    }

    /** The first moment at which so many labels, and at the end all predictions too, are behind the group. */
    private Moment await(Child child, String application, long target) {
        long last = -1;
        long lastChange = System.nanoTime();
        while (true) {
            long labels = broker.committed(application, pairs.topics().labels());
            long predictions = broker.committed(application, pairs.topics().predictions());
            long now = System.nanoTime();
            if (labels >= target && predictions >= target) {
                return new Moment(now, labels, probe(child));
            }
            if (!child.isAlive()) {
                throw child.failure("ended before it had joined everything");
            }
            if (labels + predictions != last) {
                last = labels + predictions;
                lastChange = now;
            } else if (now - lastChange > STALL_LIMIT.toNanos()) {
                throw child.failure("stands still at " + labels + " of " + target + " labels");
            }
            EvaluatorProcess.pause(SAMPLE_EVERY);
        }
    }

    private static Reading probe(Child child) {
        child.tell(Probe.QUESTION);
        return Probe.parse(child.await(Probe.ANSWER, Duration.ofSeconds(20)));
    }

    private Result count(Run run, Child child, String topic) {
        List<TopicPartition> partitions = BrokerProcess.partitions(topic, pairs.partitions());
        Map<TopicPartition, Long> ends = awaitCommitted(child, partitions);
        long records = 0;
        long right = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
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
                    right += new String(record.value(), StandardCharsets.UTF_8).endsWith("\tright") ? 1 : 0;
                }
            }
        }
        return new Result(run, records, right);
    }

    /** The ends of a topic once no transaction holds anything back; its mark may come a moment after the offsets. */
    private Map<TopicPartition, Long> awaitCommitted(Child child, List<TopicPartition> partitions) {
        long deadline = System.nanoTime() + RESULT_LIMIT.toNanos();
        while (true) {
            Map<TopicPartition, Long> ends = broker.ends(partitions, IsolationLevel.READ_UNCOMMITTED);
            if (broker.ends(partitions, IsolationLevel.READ_COMMITTED).equals(ends)) {
                return ends;
            }
            if (System.nanoTime() - deadline > 0) {
                throw child.failure("holds a transaction open after the last pair");
            }
            EvaluatorProcess.pause(SAMPLE_EVERY);
        }
    }
}
