package io.plumbline.evaluator.replay;

import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.stream.EvaluatorConfig;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Progress;
import io.plumbline.evaluator.tally.VersionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts a pipeline's predictions and labels once more, partition by partition, and compares with the cells that the live
 * evaluator has committed. It writes nothing, and the live evaluator may go on meanwhile: its cells say up to which
 * offsets they go, and so far is counted.
 *
 * <p>Threads: one caller. Memory: the rows of one partition, encoded.
 */
public final class Replay {
    private final EvaluatorConfig config;
    private final Bound from;
    private final Bound to;
    private final List<Integer> wanted;
    private final Consumer<String> told;

    /**
     * @param wanted partitions; all of them if empty
     * @param told is told what is being done
     */
    public Replay(EvaluatorConfig config, Bound from, Bound to, List<Integer> wanted, Consumer<String> told) {
        this.config = config;
        this.from = from;
        this.to = to;
        this.wanted = List.copyOf(wanted);
        this.told = told;
    }

    /** One partition's cells, and the offsets before which they hold every record. */
    private record Snapshot(LivePartition live, long predictions, long labels, OptionalLong clockMillis) {}

    /** @throws ReplayException if there is nothing to compare with, or it cannot be told how far the cells go */
    public ReplayResult run() {
        try (ReplayTopics topics = new ReplayTopics(config)) {
            return run(topics);
        } catch (KafkaException e) {
            throw new ReplayException(
                    "the topics cannot be read at " + config.bootstrapServers() + ": " + e.getMessage());
        }
    }

    private ReplayResult run(ReplayTopics topics) {
        List<Integer> partitions = partitions(topics);
        ReplayNames names = names(topics);
        Map<Integer, Snapshot> snapshots = snapshots(topics, partitions);
        long predictions = 0;
        long labels = 0;
        long cells = 0;
        List<String> notCompared = new ArrayList<>();
        Optional<Difference> difference = Optional.empty();
        for (int partition : partitions) {
            Snapshot snapshot = snapshots.get(partition);
            if (snapshot == null) {
                continue;
            }
            Start start = start(topics, partition);
            Recount recount = recount(topics, names, partition, snapshot, start);
            Comparison comparison = new Comparison(partition, start.scope(), config.windows(), snapshot.clockMillis());
            comparison.run(snapshot.live(), recount);
            predictions += recount.predictions();
            labels += recount.labels();
            cells += comparison.cells();
            notCompared.addAll(comparison.notCompared());
            difference = difference.or(comparison::difference);
        }
        return new ReplayResult(partitions, predictions, labels, cells, notCompared, difference);
    }

    private List<Integer> partitions(ReplayTopics topics) {
        int count = topics.partitions(config.topics().predictions());
        int ofLabels = topics.partitions(config.topics().labels());
        if (count != ofLabels) {
            throw new ReplayException(
                    "topic '" + config.topics().labels() + "' has " + ofLabels + " partitions, expected " + count
                            + " as '" + config.topics().predictions() + "' has");
        }
        for (Bound bound : List.of(from, to)) {
            if (bound instanceof Bound.Offsets offsets) {
                for (String name : offsets.byPartition().keySet()) {
                    inRange(Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)), count);
                }
            }
        }
        wanted.forEach(partition -> inRange(partition, count));
        return wanted.isEmpty() ? IntStream.range(0, count).boxed().toList() : wanted;
    }

    private static void inRange(int partition, int count) {
        if (partition < 0 || partition >= count) {
            throw new ReplayException("partition is " + partition + ", expected 0 to " + (count - 1));
        }
    }

    private ReplayNames names(ReplayTopics topics) {
        ReplayNames names = new ReplayNames();
        String control = config.topics().control();
        for (int number = 0; number < topics.partitions(control); number++) {
            TopicPartition partition = new TopicPartition(control, number);
            topics.read(partition, topics.begin(partition), topics.end(partition), names::control);
        }
        return names;
    }

    /** The cells, and how far they go: as they say themselves, or as {@code --to} says. */
    private Map<Integer, Snapshot> snapshots(ReplayTopics topics, List<Integer> partitions) {
        Map<Integer, LivePartition> live = topics.live(partitions);
        if (live.values().stream()
                .allMatch(cells -> cells.tallies().isEmpty() && cells.progress().isEmpty())) {
            throw new ReplayException("topic '" + config.topics().evaluations() + "' holds no cells of partitions "
                    + partitions + ": there is nothing to compare with");
        }
        Map<Integer, Snapshot> snapshots = new HashMap<>();
        live.forEach((partition, cells) -> snapshots.put(
                partition,
                new Snapshot(
                        cells,
                        end(predictions(partition), cells, Progress::predictions),
                        end(labels(partition), cells, Progress::labels),
                        cells.progress().map(Progress::clockMillis).orElse(OptionalLong.empty()))));
        return snapshots;
    }

    private long end(TopicPartition partition, LivePartition cells, ToLongFunction<Progress> position) {
        // Without any cells, no record was counted yet.
        long unsaid = cells.tallies().isEmpty() ? 0 : -1;
        long end =
                named(to, partition, cells.progress().map(position::applyAsLong).orElse(unsaid));
        if (end < 0) {
            throw new ReplayException("the cells of partition " + partition.partition()
                    + " do not say how far they go: say so with --to " + name(partition) + ":OFFSET");
        }
        return end;
    }

    private String name(TopicPartition partition) {
        return (partition.topic().equals(config.topics().labels()) ? "labels-" : "predictions-")
                + partition.partition();
    }

    /** What a bound says of a partition, if it says anything. */
    private long named(Bound bound, TopicPartition partition, long otherwise) {
        return bound instanceof Bound.Offsets offsets
                ? offsets.byPartition().getOrDefault(name(partition), otherwise)
                : otherwise;
    }

    /** Where to begin to read, and what can be compared then. */
    private record Start(long predictions, long labels, Scope scope) {}

    private Start start(ReplayTopics topics, int partition) {
        Horizons horizons = config.horizons();
        TopicPartition predictions = predictions(partition);
        TopicPartition labels = labels(partition);
        long beginPredictions = topics.begin(predictions);
        long beginLabels = topics.begin(labels);
        long fromMillis = Long.MIN_VALUE;
        Optional<String> reason = Optional.empty();
        if (from instanceof Bound.Offsets) {
            beginPredictions = named(from, predictions, beginPredictions);
            beginLabels = named(from, labels, beginLabels);
        } else if (beginPredictions > 0 || beginLabels > 0) {
            // A row that began with a deleted record has ended by then, and speaks for no later pane.
            fromMillis = Math.max(
                    topics.timeAt(predictions, beginPredictions).orElse(0)
                            + horizons.join().toMillis(),
                    topics.timeAt(labels, beginLabels).orElse(0)
                            + horizons.earlyLabel().toMillis());
            reason = Optional.of("cumulative cells, and panes before " + Instant.ofEpochMilli(fromMillis)
                    + ": records were deleted, predictions begin at offset " + beginPredictions + " and labels at "
                    + beginLabels + "; if the evaluator itself began there, say so with --from predictions-" + partition
                    + ":" + beginPredictions + ",labels-" + partition + ":" + beginLabels);
        }
        if (from instanceof Bound.At at) {
            long asked = at.time().toEpochMilli();
            if (asked > fromMillis) {
                fromMillis = asked;
                reason = Optional.of("cumulative cells, and panes before " + at.time() + ", as --from asks");
            }
            // Of an id that is still known then, nothing is older than this.
            long oldest = asked - horizons.join().toMillis();
            beginPredictions = Math.max(beginPredictions, topics.at(predictions, oldest));
            beginLabels = Math.max(
                    beginLabels,
                    topics.at(labels, oldest - horizons.earlyLabel().toMillis()));
        }
        long toMillis = Long.MAX_VALUE;
        if (to instanceof Bound.At at) {
            toMillis = at.time().toEpochMilli();
            String ends = "panes that end after " + at.time() + ", as --to asks";
            reason = Optional.of(reason.map(begins -> begins + "; " + ends).orElse("cumulative cells, and " + ends));
        }
        Scope scope = reason.isEmpty() ? Scope.ALL : new Scope(false, fromMillis, toMillis, reason);
        return new Start(beginPredictions, beginLabels, scope);
    }

    private Recount recount(ReplayTopics topics, ReplayNames names, int partition, Snapshot snapshot, Start start) {
        LivePartition live = snapshot.live();
        Recount recount = new Recount(
                config.horizons(), config.windows(), version -> names.of(live, version), snapshot.clockMillis());
        topics.read(predictions(partition), start.predictions(), snapshot.predictions(), recount::prediction);
        topics.read(labels(partition), start.labels(), snapshot.labels(), recount::label);
        Map<VersionKey, Long> matured = new HashMap<>();
        live.tallies().forEach((version, tally) -> matured.put(version, tally.count(Counter.MATURED_PREDICTIONS)));
        recount.finish(matured);
        told.accept("partition " + partition + ": " + recount.predictions() + " predictions before offset "
                + snapshot.predictions() + ", " + recount.labels() + " labels before offset " + snapshot.labels());
        return recount;
    }

    private TopicPartition predictions(int partition) {
        return new TopicPartition(config.topics().predictions(), partition);
    }

    private TopicPartition labels(int partition) {
        return new TopicPartition(config.topics().labels(), partition);
    }
}
