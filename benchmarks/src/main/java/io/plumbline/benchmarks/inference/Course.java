package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.inference.BenchBroker.Count;
import io.plumbline.benchmarks.inference.Probe.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.IsolationLevel;

/**
 * One topic of requests that every side answers from its beginning to its end, one side at a time.
 *
 * <p>The first {@code warmUp} requests warm a side up, within the same breath; the clock is over the others. It reads the
 * group's committed offsets, which exist no sooner than the outputs they belong to, and stops when the last of them is
 * there and no transaction holds anything back; what a {@code read_committed} consumer then finds is counted, id by id,
 * and must be every request, once. A consumer that counted during the run would be a third load on the same cores, the
 * same for each side, and would bring every ratio nearer to one.
 */
final class Course {
    private static final Duration SAMPLE_EVERY = Duration.ofMillis(10);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

    private final BenchBroker broker;
    private final Path folder;
    private final Workload workload;
    private final long warmUp;
    private final long records;
    private final AtomicInteger runs = new AtomicInteger();

    /** @param records how many requests count, after the {@code warmUp} ones that do not */
    Course(BenchBroker broker, Path folder, Workload workload, long warmUp, long records) {
        this.broker = broker;
        this.folder = folder;
        this.workload = workload;
        this.warmUp = warmUp;
        this.records = records;
        broker.createTopics(workload);
        broker.fill(workload, warmUp + records);
    }

    Workload workload() {
        return workload;
    }

    /**
     * How a side did.
     *
     * @param records that the clock was over
     * @param used by its threads meanwhile
     */
    record Run(String side, long records, double seconds, Reading used, long residentBytes) {
        double perSecond() {
            return records / seconds;
        }
    }

    /** A group's progress at a moment. */
    private record Moment(long nanos, long committed, Reading reading) {}

    /**
     * Lets one side answer the requests in a fresh JVM, then empties its output.
     *
     * @param share of the counted requests to take, for a side that would take too long over all; in (0, 1]
     */
    Run run(Side side, List<String> sets, double share) {
        SideArguments arguments = arguments(sets);
        long total = warmUp + (share < 1 ? (long) (records * share) : records);
        try (Child child = Child.start(folder, side.program(), side.jvmOptions(), arguments.words())) {
            Moment start = await(child, arguments, warmUp);
            Moment end = await(child, arguments, total);
            long resident = ResidentMemory.of(child.pid());
            if (share >= 1) {
                verify(child, total);
            }
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

    /** Lets the service answer the requests that warm up, and keeps one prediction for the copy loop. */
    void sample(List<String> sets) {
        SideArguments arguments = arguments(sets);
        try (Child child =
                Child.start(folder, Side.PLUMBLINE.program(), Side.PLUMBLINE.jvmOptions(), arguments.words())) {
            await(child, arguments, Math.max(1, warmUp));
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

    /** The first moment at which the group has that many behind it. */
    private Moment await(Child child, SideArguments arguments, long target) {
        long lastCommitted = -1;
        long lastChange = System.nanoTime();
        while (true) {
            long committed =
                    broker.committed(arguments.group(), arguments.topics().requests());
            long now = System.nanoTime();
            if (committed >= target) {
                child.tell(Probe.QUESTION);
                return new Moment(now, committed, Probe.parse(child.await(Probe.ANSWER, Duration.ofSeconds(10))));
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

    private void verify(Child child, long total) {
        var partitions = BenchBroker.partitions(workload.topics().predictions());
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
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
