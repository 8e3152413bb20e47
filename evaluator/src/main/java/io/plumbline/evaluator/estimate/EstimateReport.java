package io.plumbline.evaluator.estimate;

import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.estimate.Bounds;
import io.plumbline.metrics.estimate.CalibrationGap;
import io.plumbline.metrics.estimate.Estimate;
import java.util.List;
import java.util.Optional;

/**
 * Estimates of every version over all partitions. What is undefined is not in it.
 *
 * @param values metrics, corrected or expected
 * @param samples what those are made of
 * @param bounds that metrics lie in whatever the missing labels are
 * @param gaps between expectation and outcome
 */
public record EstimateReport(List<Value> values, List<Samples> samples, List<Bound> bounds, List<Gap> gaps) {
    /** Before anything was estimated. */
    public static final EstimateReport NOTHING = new EstimateReport(List.of(), List.of(), List.of(), List.of());

    /** The view of delay-corrected metrics. */
    public static final String CORRECTED = "corrected";

    /** The view of metrics that are expected from the probabilities alone. */
    public static final String EXPECTED = "expected";

    public EstimateReport {
        values = List.copyOf(values);
        samples = List.copyOf(samples);
        bounds = List.copyOf(bounds);
        gaps = List.copyOf(gaps);
    }

    /**
     * What something is of.
     *
     * @param window as in the label {@code window}
     * @param view as in the label {@code view}
     */
    public record Scope(VersionKey version, String window, String view) {}

    /**
     * A metric.
     *
     * @param classLabel the class it is of; empty where it is of all
     * @param estimate with a NaN for the standard error where that is not known
     */
    public record Value(Scope scope, String metric, Optional<String> classLabel, Estimate estimate) {}

    /** @param count labelled predictions of what is corrected, all predictions of what is expected */
    public record Samples(Scope scope, long count) {}

    /** @param classLabel the class it is of; empty where it is of all */
    public record Bound(Scope scope, String metric, Optional<String> classLabel, Bounds bounds) {}

    /** Expected less realised accuracy of the newest matured predictions. */
    public record Gap(VersionKey version, CalibrationGap gap) {}
}
