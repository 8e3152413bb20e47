package io.plumbline.evaluator.telemetry;

import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.MetricValues;
import io.plumbline.evaluator.tally.Statistics;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Metrics of each version over all partitions, ready to read. The same on every instance, and not to be added up: for
 * that there are {@link DurableCounters}. A metric that is undefined has no sample.
 */
public final class ReadyValues extends Collector {
    private static final String WINDOW = "cumulative";

    private final Supplier<Optional<CommittedTallies>> committed;

    public ReadyValues(Supplier<Optional<CommittedTallies>> committed) {
        this.committed = committed;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Families families = new Families();
        families.gauge(
                "evaluator_metric",
                "A metric of a version over all partitions, as of the last commits.",
                List.of("model", "model_version", "metric", "window", "view"));
        families.gauge(
                "evaluator_metric_samples",
                "How many labelled predictions evaluator_metric is over.",
                List.of("model", "model_version", "window", "view"));
        committed.get().ifPresent(tallies -> tallies.merged()
                .forEach((version, tally) -> add(families, version, tally)));
        return families.toList();
    }

    private static void add(Families families, VersionKey version, Tally tally) {
        if (version.equals(VersionKey.NONE)) {
            return;
        }
        for (View view : View.values()) {
            Statistics statistics = tally.net(view);
            families.add(
                    "evaluator_metric_samples",
                    List.of(version.model(), version.version(), WINDOW, view.label()),
                    statistics.samples());
            for (Map.Entry<String, Double> metric : MetricValues.of(statistics).entrySet()) {
                families.add(
                        "evaluator_metric",
                        List.of(version.model(), version.version(), metric.getKey(), WINDOW, view.label()),
                        metric.getValue());
            }
        }
    }
}
