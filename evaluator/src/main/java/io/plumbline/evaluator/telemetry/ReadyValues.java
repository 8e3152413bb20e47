package io.plumbline.evaluator.telemetry;

import io.plumbline.evaluator.statistic.MetricValues;
import io.plumbline.evaluator.statistic.Statistics;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.evaluator.tally.Window;
import io.plumbline.evaluator.tally.Windows;
import io.prometheus.client.Collector;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Metrics of each version over all partitions, ready to read. The same on every instance, and not to be added up: for
 * that there are {@link DurableCounters}. A metric that is undefined has no sample.
 */
public final class ReadyValues extends Collector {
    private static final String CUMULATIVE = "cumulative";

    private final Supplier<Optional<CommittedTallies>> committed;
    private final Windows windows;
    private final Clock clock;

    /** @param clock says where windows end */
    public ReadyValues(Supplier<Optional<CommittedTallies>> committed, Windows windows, Clock clock) {
        this.committed = committed;
        this.windows = windows;
        this.clock = clock;
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
        committed.get().ifPresent(tallies -> {
            tallies.merged().forEach((version, tally) -> {
                for (View view : View.values()) {
                    add(families, version, CUMULATIVE, view, tally.net(view));
                }
            });
            for (Window window : windows.windows()) {
                for (View view : View.values()) {
                    tallies.merged(windows, window, view, clock.millis())
                            .forEach((version, pane) -> add(families, version, window.name(), view, pane.net()));
                }
            }
        });
        return families.toList();
    }

    private static void add(Families families, VersionKey version, String window, View view, Statistics statistics) {
        if (version.equals(VersionKey.NONE)) {
            return;
        }
        families.add(
                "evaluator_metric_samples",
                List.of(version.model(), version.version(), window, view.label()),
                statistics.samples());
        MetricValues.of(statistics)
                .forEach((metric, value) -> families.add(
                        "evaluator_metric",
                        List.of(version.model(), version.version(), metric, window, view.label()),
                        value));
    }
}
