package io.plumbline.evaluator.cohort;

import io.plumbline.metrics.delay.DelayDistribution;
import io.plumbline.metrics.delay.LabelCohort;
import io.plumbline.metrics.estimate.CalibrationGap;
import io.plumbline.metrics.estimate.CorrectedConfusion;
import io.plumbline.metrics.estimate.ExpectedConfusion;
import io.plumbline.metrics.estimate.ExpectedOutcomes;
import io.plumbline.metrics.estimate.RealisedOutcomes;
import io.plumbline.metrics.estimate.Recalibration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a version's cohorts say at one moment of the predictions whose labels have not come.
 *
 * <p>Delays and recalibration are learned from the cohorts that are kept apart, so from twice the join horizon: older ones may have
 * been different.
 *
 * <p>Immutable.
 */
public final class CohortEstimates {
    /** Recalibration looks at cohorts of which so much is labelled, of every class: among fewer, fast labels are too many. */
    private static final double COMPLETE = 0.9;

    private final SortedMap<Span, Cohort> cohorts;
    private final long nowMillis;
    private final long maturityMillis;
    private final DelayDistribution delays;
    private final Recalibration recalibration;

    /**
     * Learns from the cohorts.
     *
     * @param cohorts by their spans; not to be changed afterwards
     * @param nowMillis since the epoch
     * @param maturity how old predictions are whose labels should have come
     */
    public CohortEstimates(Map<Span, Cohort> cohorts, long nowMillis, Duration maturity) {
        this.cohorts = new TreeMap<>(cohorts);
        this.nowMillis = nowMillis;
        maturityMillis = maturity.toMillis();
        List<LabelCohort> observed = new ArrayList<>();
        this.cohorts.forEach((span, cohort) -> {
            if (!span.settled()) {
                observed.add(new LabelCohort(
                        span.youngestMillis(nowMillis),
                        span.oldestMillis(nowMillis),
                        // More labels than predictions: the prediction lies in the future of a cohort read a moment
                        // before.
                        Math.max(cohort.predictions(), cohort.delays().samples()),
                        cohort.delays()));
            }
        });
        delays = DelayDistribution.of(observed);
        recalibration = Recalibration.of(realised(this::complete));
    }

    /** How long the longest cohort that is kept apart is; 0 if there is none. */
    public long widthMillis() {
        return cohorts.keySet().stream().mapToLong(Span::widthMillis).max().orElse(0);
    }

    public DelayDistribution delays() {
        return delays;
    }

    /** Of all predictions since the first. */
    public CorrectedConfusion corrected() {
        return corrected(Long.MIN_VALUE);
    }

    /** Of the predictions in cohorts that begin at {@code fromMillis} or later. */
    public CorrectedConfusion corrected(long fromMillis) {
        List<CorrectedConfusion.Cohort> window = new ArrayList<>();
        cohorts.forEach((span, cohort) -> {
            if (span.startMillis() >= fromMillis) {
                window.add(new CorrectedConfusion.Cohort(
                        span.youngestMillis(nowMillis), span.oldestMillis(nowMillis), cohort.confusion()));
            }
        });
        return corrected(window);
    }

    /** Of any window's labelled predictions, cut as finely as it may be. */
    public CorrectedConfusion corrected(List<CorrectedConfusion.Cohort> window) {
        return CorrectedConfusion.of(window, delays, CorrectedConfusion.USUAL_LEAST_SHARE);
    }

    /** Of all predictions since the first. */
    public ExpectedConfusion expected() {
        return expected(Long.MIN_VALUE);
    }

    /** Of the predictions in cohorts that begin at {@code fromMillis} or later. */
    public ExpectedConfusion expected(long fromMillis) {
        ExpectedOutcomes outcomes = new ExpectedOutcomes();
        cohorts.forEach((span, cohort) -> {
            if (span.startMillis() >= fromMillis) {
                outcomes.merge(cohort.expected());
            }
        });
        return ExpectedConfusion.of(outcomes, recalibration);
    }

    /**
     * The newest matured predictions against what was learned from those before.
     *
     * @param window how many of them, by time
     * @return empty where there are none with probabilities, or none before
     */
    public Optional<CalibrationGap> gap(Duration window) {
        long begin = nowMillis - maturityMillis - window.toMillis();
        RealisedOutcomes newest = realised(span -> complete(span) && span.startMillis() >= begin);
        RealisedOutcomes before = realised(span -> complete(span) && span.startMillis() < begin);
        return newest.samples() == 0 || before.samples() == 0
                ? Optional.empty()
                : Optional.of(CalibrationGap.of(newest, Recalibration.of(before)));
    }

    private RealisedOutcomes realised(Predicate<Span> which) {
        RealisedOutcomes realised = new RealisedOutcomes();
        cohorts.forEach((span, cohort) -> {
            if (which.test(span)) {
                realised.merge(cohort.realised());
            }
        });
        return realised;
    }

    private boolean complete(Span span) {
        long youngest = span.youngestMillis(nowMillis);
        if (span.settled() || youngest < maturityMillis) {
            return false;
        }
        int classes = Optional.ofNullable(cohorts.get(span))
                .map(cohort -> cohort.delays().classes())
                .orElse(0);
        for (int c = 0; c < classes; c++) {
            if (delays.share(c, youngest) < COMPLETE) {
                return false;
            }
        }
        return true;
    }
}
