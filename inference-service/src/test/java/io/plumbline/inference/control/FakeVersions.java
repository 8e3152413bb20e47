package io.plumbline.inference.control;

import io.plumbline.inference.batch.BatchTimes;
import io.plumbline.inference.guard.BreakerConfig;
import io.plumbline.inference.guard.CallThreads;
import io.plumbline.inference.guard.ModelBreaker;
import io.plumbline.inference.model.GpuGuard;
import io.plumbline.inference.model.ServedModel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Versions behind all their guards, without a store and a loader. */
public final class FakeVersions {
    /** Opens after two failures of the last four calls, for 200 ms, then one call decides. */
    public static final BreakerConfig HASTY =
            new BreakerConfig(4, 2, 0.5, Duration.ofSeconds(10), 1.0, Duration.ofMillis(200), 1);

    private FakeVersions() {}

    /**
     * As {@link CheckpointLoader} makes them, but closed by whoever ends the last use.
     *
     * @param clock of the breaker
     * @param events gets what becomes of its calls
     */
    public static ServedVersion onGpu(
            ServedModel gpu,
            Optional<GpuGuard.Fallback> fallback,
            CallThreads calls,
            Clock clock,
            List<String> events) {
        GpuGuard guard = new GpuGuard(gpu, fallback, new GpuGuard.Events() {
            @Override
            public void halved() {
                events.add("halved");
            }

            @Override
            public void movedToCpu(String why) {
                events.add("moved");
            }

            @Override
            public void failed() {
                events.add("failed");
            }
        });
        ModelBreaker breaker = new ModelBreaker(
                gpu.model() + "/" + gpu.version(), HASTY, clock, (from, to) -> events.add("breaker " + to.label()));
        return new LeasedVersion(
                guard,
                breaker,
                calls.limit(gpu.version()),
                () -> events.add("timed out"),
                Runnable::run,
                new BatchTimes(List.of(1, 2, 4, 8)));
    }

    public static Roster champion(ServedVersion version) {
        return new Roster(version.model(), 1, version, Optional.empty(), 0, List.of());
    }
}
