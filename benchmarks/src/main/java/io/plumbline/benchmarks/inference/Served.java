package io.plumbline.benchmarks.inference;

import io.plumbline.benchmarks.race.Child;
import io.plumbline.benchmarks.race.ResidentMemory;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.control.StatusFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A running service on topics of its own, ready to answer. */
final class Served implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);

    private final BenchBroker broker;
    private final Workload workload;
    private final Child child;
    private final StatusFeed status;

    Served(BenchBroker broker, Path folder, Workload workload, List<String> sets) throws IOException {
        this.broker = broker;
        this.workload = workload;
        broker.createTopics(workload);
        VersionInfo info = workload.network().write(folder.resolve("store"), Course.VERSION, Course.SEED);
        long generation;
        try (Champion champion = new Champion(broker.bootstrapServers(), workload)) {
            generation =
                    champion.set(new Champion.Version(Course.VERSION, info)).generation();
        }
        child = Child.start(
                folder,
                SideMain.class,
                Side.PLUMBLINE.program(),
                List.of(),
                new SideArguments(workload, broker.bootstrapServers(), folder.resolve("store"), workload.label(), sets)
                        .words());
        status = new StatusFeed(new KafkaLink(broker.bootstrapServers()), workload.topics(), Clock.systemUTC());
        awaitServing(generation, READY_LIMIT);
    }

    long residentBytes() {
        return ResidentMemory.of(child.pid());
    }

    /**
     * Waits until the instance reports that it serves that generation.
     *
     * @return when it wrote so, in milliseconds since the epoch
     */
    long awaitServing(long generation, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            for (StatusFeed.Report report : status.poll(Duration.ofMillis(5))) {
                if (report.status().generation() == generation) {
                    if (report.status().state() == InstanceStatus.State.SERVING) {
                        return report.at().toEpochMilli();
                    }
                    if (report.status().state() == InstanceStatus.State.REFUSED) {
                        throw child.failure("refuses generation " + generation + ": "
                                + report.status().reason());
                    }
                }
            }
            if (!child.isAlive()) {
                throw child.failure("ended");
            }
        }
        throw child.failure("does not serve generation " + generation + " after " + limit.toSeconds() + " s");
    }

    @Override
    public void close() {
        status.close();
        child.close();
        broker.delete(workload);
    }
}
