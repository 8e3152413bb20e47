package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.inference.BenchBroker.Count;
import io.plumbline.benchmarks.race.Child;
import io.plumbline.benchmarks.race.Probe;
import io.plumbline.benchmarks.race.Probe.Reading;
import io.plumbline.benchmarks.race.ResidentMemory;
import io.plumbline.benchmarks.race.Run;
import io.plumbline.contracts.control.VersionInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.IsolationLevel;

/**
 * One topic of requests that every side answers from its beginning to its end, one side at a time.
 *
 * <p>The first {@code warmUp} requests warm a side up, within the same breath; the clock is over the others. It reads how
 * far a side is from the broker, every few milliseconds: with transactions, the group's committed offsets, which exist no
 * sooner than the outputs they belong to; without, how many outputs there are. It stops at the last one. What a
 * {@code read_committed} consumer then finds is counted, id by id, and must be every request, once. A consumer that counted
 * during the run would be one more load on the same cores, the same for each side, and would bring every ratio nearer to
 * one.
 */
final class Course {
    /** The version that answers in a race, and the seed of its weights. */
    static final String VERSION = "v1";

    static final long SEED = 1;

    private static final Duration SAMPLE_EVERY = Duration.ofMillis(10);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

    private final BenchBroker broker;
    private final Path folder;
    private final Workload workload;
    private final long warmUp;
    private final long records;
    private final AtomicInteger runs = new AtomicInteger();

    /**
     * Fills the topic, has the service serve it, and keeps a prediction for the copy loop.
     *
     * @param records how many requests count, after the {@code warmUp} ones that do not
     */
    Course(BenchBroker broker, Path folder, Workload workload, long warmUp, long records, List<String> sets)
            throws IOException {
        this.broker = broker;
        this.folder = folder;
        this.workload = workload;
        this.warmUp = warmUp;
        this.records = records;
        broker.createTopics(workload);
        broker.fill(workload, warmUp + records);
        VersionInfo info = workload.network().write(folder.resolve("store"), VERSION, SEED);
        try (Champion champion = new Champion(broker.bootstrapServers(), workload)) {
            champion.set(new Champion.Version(VERSION, info));
        }
        sample(sets);
    }

    Workload workload() {
        return workload;
    }

    /** A side's progress at a moment. */
    private record Moment(long nanos, long committed, Reading reading) {}

    /**
     * Lets one side answer the requests in a fresh JVM, then empties its output.
     *
     * @param share of the counted requests to take, for a side that would take too long over all; in (0, 1]
     */
    Run run(Side side, List<String> sets, double share) {
        return run(side, sets, share, () -> {});
    }

    /** @param look called while the side's output is still there */
    Run run(Side side, List<String> sets, double share, Runnable look) {
        SideArguments arguments = arguments(sets);
        long total = warmUp + (share < 1 ? (long) (records * share) : records);
        try (Child child = Child.start(folder, SideMain.class, side.program(), List.of(), arguments.words())) {
            Moment start = new Moment(System.nanoTime(), 0, probe(child));
            if (warmUp > 0) {
                Moment warm = await(child, side, arguments, warmUp);
                if (warm.committed() < total) {
                    start = warm;
                }
                // Else too few requests to see the side at work: the clock is over its start as well.
            }
            Moment end = await(child, side, arguments, total);
            long resident = ResidentMemory.of(child.pid());
            if (share >= 1) {
                verify(child, total);
            }
            look.run();
            return new Run(
                    side.label(),
                    end.committed() - start.committed(),
                    (end.nanos() - start.nanos()) / 1e9,
                    end.reading().since(start.reading()),
                    resident);
        } finally {
            broker.emptyOutput(workload);
        }
    }

    private static Reading probe(Child child) {
        child.tell(Probe.QUESTION);
        return Probe.parse(child.await(Probe.ANSWER, Duration.ofSeconds(60)));
    }

    /** Lets the service answer the requests that warm up, and keeps one prediction for the copy loop. */
    private void sample(List<String> sets) {
        SideArguments arguments = arguments(sets);
        try (Child child =
                Child.start(folder, SideMain.class, Side.PLUMBLINE.program(), List.of(), arguments.words())) {
            await(child, Side.PLUMBLINE, arguments, Math.max(1, warmUp));
            Sample.keep(broker.bootstrapServers(), workload);
        } finally {
            broker.emptyOutput(workload);
        }
    }

    private SideArguments arguments(List<String> sets) {
        return new SideArguments(
                workload,
                broker.bootstrapServers(),
                folder.resolve("store"),
                workload.label() + "-run-" + runs.incrementAndGet(),
                sets);
    }

    /** The first moment at which a side has that many behind it. */
    private Moment await(Child child, Side side, SideArguments arguments, long target) {
        long lastCommitted = -1;
        long lastChange = System.nanoTime();
        while (true) {
            long committed = progress(side, arguments);
            long now = System.nanoTime();
            if (committed >= target) {
                return new Moment(now, committed, probe(child));
            }
            if (!child.isAlive()) {
                throw child.failure("ended before it had answered everything");
            }
            if (committed != lastCommitted) {
                lastCommitted = committed;
                lastChange = now;
            } else if (now - lastChange > (committed == 0 ? START_LIMIT : STALL_LIMIT).toNanos()) {
                throw child.failure("stands still at " + committed + " of " + target + " requests");
            }
            sleep();
        }
    }

    private long progress(Side side, SideArguments arguments) {
        if (side.isTransactional(arguments.delivery())) {
            return broker.committed(arguments.group(), arguments.topics().requests());
        }
        return broker
                .ends(BenchBroker.partitions(arguments.topics().predictions()), IsolationLevel.READ_UNCOMMITTED)
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private void verify(Child child, long total) {
        var partitions = BenchBroker.partitions(workload.topics().predictions());
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!broker.ends(partitions, IsolationLevel.READ_COMMITTED)
                .equals(broker.ends(partitions, IsolationLevel.READ_UNCOMMITTED))) {
            if (System.nanoTime() - deadline > 0) {
                throw child.failure("holds a transaction open after the last request");
            }
            sleep();
        }
        Count count = broker.count(workload.topics().predictions(), total);
        if (count.records() != total || count.ids() != total) {
            throw child.failure("wrote " + count.records() + " predictions of " + count.ids() + " requests, expected "
                    + total + " of each");
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(SAMPLE_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during a run", e);
        }
    }
}
