package io.plumbline.evaluator.telemetry;

import io.plumbline.evaluator.drift.DriftReadings;
import io.plumbline.evaluator.estimate.EstimateReport;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Windows;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** All that an evaluator process exports. */
public final class EvaluatorRegistry {
    private EvaluatorRegistry() {}

    /** Without estimates. */
    public static CollectorRegistry of(
            Supplier<Optional<CommittedTallies>> committed,
            Supplier<Set<Integer>> partitions,
            Windows windows,
            Clock clock,
            DriftReadings drift) {
        return of(committed, partitions, windows, clock, drift, () -> EstimateReport.NOTHING);
    }

    /** @param estimates for predictions whose labels have not come */
    public static CollectorRegistry of(
            Supplier<Optional<CommittedTallies>> committed,
            Supplier<Set<Integer>> partitions,
            Windows windows,
            Clock clock,
            DriftReadings drift,
            Supplier<EstimateReport> estimates) {
        CollectorRegistry registry = new CollectorRegistry(true);
        new ReadyValues(committed, windows, clock, estimates).register(registry);
        new EstimateValues(estimates).register(registry);
        new DurableCounters(committed, partitions).register(registry);
        new DriftMetrics(drift, partitions).register(registry);
        new PairSeries(committed, partitions).register(registry);
        new StandardExports().register(registry);
        new MemoryPoolsExports().register(registry);
        new BufferPoolsExports().register(registry);
        new GarbageCollectorExports().register(registry);
        new ThreadExports().register(registry);
        return registry;
    }
}
