package io.plumbline.benchmarks.inference;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.contracts.kafka.TailReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Says through the control topic what a model's instances shall serve, as {@code plumbline model swap} does. */
final class Champion implements AutoCloseable {
    private final ControlClient control;
    private final String model;
    private final TailReader reader;
    private Optional<DesiredState> state;

    Champion(String bootstrapServers, Workload workload) {
        KafkaLink link = new KafkaLink(bootstrapServers);
        control = new ControlClient(link, workload.topics());
        model = workload.network().model();
        reader = new TailReader(link, workload.topics().control());
        state = control.state(model);
    }

    /** A version as the control topic names it. */
    record Version(String name, VersionInfo info) {}

    /**
     * A change that was written.
     *
     * @param writtenMillis when, since the epoch
     */
    record Written(long generation, long writtenMillis) {}

    /** Makes one version serve, and nothing else. */
    Written set(Version champion) {
        return change(champion, Optional.empty());
    }

    /** Makes one version serve and has another loaded beside it, which gets no requests. */
    Written set(Version champion, Version loaded) {
        return change(champion, Optional.of(loaded));
    }

    private Written change(Version champion, Optional<Version> loaded) {
        long generation = state.map(DesiredState::generation).orElse(0L) + 1;
        DesiredState next = new DesiredState(
                generation,
                champion.name(),
                loaded.map(Version::name),
                0,
                List.of(),
                loaded.isPresent()
                        ? Map.of(
                                champion.name(),
                                champion.info(),
                                loaded.get().name(),
                                loaded.get().info())
                        : Map.of(champion.name(), champion.info()),
                Instant.now(),
                "benchmark",
                "");
        if (control.change(model, state, Optional.of(next)) instanceof ControlClient.Change.Busy busy) {
            throw new IllegalStateException(busy.reason());
        }
        state = Optional.of(next);
        return new Written(generation, newest());
    }

    private long newest() {
        long newest = 0;
        do {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(10))) {
                newest = Math.max(newest, record.timestamp());
            }
        } while (newest == 0 || !reader.caughtUp());
        return newest;
    }

    @Override
    public void close() {
        reader.close();
    }
}
