package io.plumbline.evaluator.telemetry;

import io.plumbline.evaluator.estimate.EstimateReport;
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
    private final Supplier<EstimateReport> estimates;

    /**
     * @param clock says where windows end
     * @param estimates of the corrected and expected views
     */
    public ReadyValues(
            Supplier<Optional<CommittedTallies>> committed,
            Windows windows,
            Clock clock,
            Supplier<EstimateReport> estimates) {
        this.committed = committed;
        this.windows = windows;
        this.clock = clock;
        this.estimates = estimates;
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
                "How many labelled predictions evaluator_metric is over; of view expected, how many predictions.",
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
        add(families, estimates.get());
        return families.toList();
    }

    private static void add(Families families, EstimateReport report) {
        for (EstimateReport.Samples samples : report.samples()) {
            EstimateReport.Scope scope = samples.scope();
            families.add(
                    "evaluator_metric_samples",
                    List.of(scope.version().model(), scope.version().version(), scope.window(), scope.view()),
                    samples.count());
        }
        for (EstimateReport.Value value : report.values()) {
            EstimateReport.Scope scope = value.scope();
            if (value.classLabel().isEmpty()) {
                families.add(
                        "evaluator_metric",
                        List.of(
                                scope.version().model(),
                                scope.version().version(),
                                value.metric(),
                                scope.window(),
                                scope.view()),
                        value.estimate().value());
            }
        }
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
