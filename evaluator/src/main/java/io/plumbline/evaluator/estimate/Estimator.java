package io.plumbline.evaluator.estimate;

import io.plumbline.evaluator.cohort.Cohort;
import io.plumbline.evaluator.cohort.CohortEstimates;
import io.plumbline.evaluator.cohort.Span;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Pane;
import io.plumbline.evaluator.tally.PaneKey;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.evaluator.tally.Window;
import io.plumbline.metrics.estimate.CorrectedConfusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a report of what was committed.
 *
 * <p>Corrected metrics of a window are of its provisional panes. Expected ones are of whole cohorts, so a window has them only if it
 * is as long as a cohort, a thirty-second of the join horizon or a little more.
 *
 * <p>Immutable. Cost: 10 ms for a version of 10 classes, 200 ms for one of 100, so not to be made at every scrape.
 */
public final class Estimator {
    static final String CUMULATIVE = "cumulative";

    private final EstimateConfig config;

    public Estimator(EstimateConfig config) {
        this.config = config;
    }

    /** @param nowMillis the wall clock, since the epoch: ages are counted from it */
    public EstimateReport report(CommittedTallies committed, long nowMillis) {
        ReportBuilder report = new ReportBuilder();
        Map<VersionKey, Tally> tallies = committed.merged();
        tallies.remove(VersionKey.NONE);
        Map<VersionKey, Map<Span, Cohort>> cohorts = committed.mergedCohorts();
        Map<VersionKey, Map<PaneKey, Pane>> panes = new TreeMap<>();
        committed.mergedPanes().forEach((key, pane) -> panes.computeIfAbsent(key.version(), v -> new TreeMap<>())
                .put(key, pane));
        tallies.forEach((version, tally) -> {
            ofVersion(report, version, tally);
            CohortEstimates estimates = new CohortEstimates(
                    cohorts.getOrDefault(version, Map.of()),
                    nowMillis,
                    config.windows().maturity().of(version.model()));
            ofCohorts(report.about(version, tally), estimates, nowMillis);
            for (Window window : config.windows().windows()) {
                ofWindow(report, version, window, panes.getOrDefault(version, Map.of()), estimates, nowMillis);
            }
        });
        return report.build();
    }

    private void ofVersion(ReportBuilder report, VersionKey version, Tally tally) {
        report.about(version, tally);
        Double largestError = config.largestErrors().get(version.model());
        report.bounds(
                CUMULATIVE,
                View.PROVISIONAL,
                tally.net(View.PROVISIONAL),
                tally.count(Counter.PREDICTIONS) - tally.net(View.PROVISIONAL).pairs(),
                largestError);
        report.bounds(CUMULATIVE, View.MATURED, tally.net(View.MATURED), tally.maturedUnlabelled(), largestError);
        if (tally.expected().samples() == tally.count(Counter.PREDICTIONS)) {
            report.classBounds(tally);
        }
    }

    private void ofCohorts(ReportBuilder report, CohortEstimates estimates, long nowMillis) {
        report.corrected(CUMULATIVE, estimates.corrected());
        report.expected(CUMULATIVE, estimates.expected());
        for (Window window : config.windows().windows()) {
            long length = window.length().toMillis();
            if (length >= estimates.widthMillis()) {
                // By whole cohorts, so up to one longer than it says.
                report.expected(window.name(), estimates.expected(nowMillis - length - estimates.widthMillis() + 1));
            }
        }
        estimates.gap(config.gapWindow()).ifPresent(report::gap);
    }

    private void ofWindow(
            ReportBuilder report,
            VersionKey version,
            Window window,
            Map<PaneKey, Pane> panes,
            CohortEstimates estimates,
            long nowMillis) {
        List<CorrectedConfusion.Cohort> provisional = new ArrayList<>();
        for (View view : View.values()) {
            Pane all = new Pane();
            long from = config.windows().fromMillis(version.model(), view, window, nowMillis);
            panes.forEach((key, pane) -> {
                if (key.view() == view && key.width() == window.width() && key.startMillis() >= from) {
                    all.merge(pane);
                    if (view == View.PROVISIONAL) {
                        Span span =
                                new Span(key.startMillis(), key.width().width().toMillis());
                        provisional.add(new CorrectedConfusion.Cohort(
                                span.youngestMillis(nowMillis),
                                span.oldestMillis(nowMillis),
                                pane.net().confusion()));
                    }
                }
            });
            report.bounds(
                    window.name(),
                    view,
                    all.net(),
                    all.predictions() - all.net().pairs(),
                    config.largestErrors().get(version.model()));
        }
        report.corrected(window.name(), estimates.corrected(provisional));
    }
}
