package io.plumbline.benchmarks.inference;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.inference.control.ControlClient;
import io.plumbline.inference.control.KafkaLink;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Sets what a model's instances shall serve, through the control topic, as {@code plumbline model swap} does. */
final class Champion {
    private Champion() {}

    /** Makes one version serve, whatever served before; returns the new generation. */
    static long set(String bootstrapServers, Workload workload, String version, VersionInfo info) {
        ControlClient control = new ControlClient(new KafkaLink(bootstrapServers), workload.topics());
        String model = workload.network().model();
        Optional<DesiredState> before = control.state(model);
        long generation = before.map(DesiredState::generation).orElse(0L) + 1;
        DesiredState next = new DesiredState(
                generation,
                version,
                Optional.empty(),
                0,
                java.util.List.of(),
                Map.of(version, info),
                Instant.now(),
                "benchmark",
                "");
        if (control.change(model, before, Optional.of(next)) instanceof ControlClient.Change.Busy busy) {
            throw new IllegalStateException(busy.reason());
        }
        return generation;
    }
}
