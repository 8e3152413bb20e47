package io.plumbline.evaluator.telemetry;

import io.plumbline.evaluator.estimate.EstimateReport;
import io.plumbline.evaluator.tally.VersionKey;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How sure the corrected and expected metrics are, metrics of single classes, bounds that hold in any case, and the gap between
 * expectation and outcome. Ready to read, the same on every instance, and not to be added up.
 */
final class EstimateValues extends Collector {
    private static final String ERROR = "evaluator_metric_standard_error";
    private static final String LOWER = "evaluator_metric_lower";
    private static final String UPPER = "evaluator_metric_upper";
    private static final String CLASS_VALUE = "evaluator_class_metric";
    private static final String CLASS_ERROR = "evaluator_class_metric_standard_error";
    private static final String CLASS_LOWER = "evaluator_class_metric_lower";
    private static final String CLASS_UPPER = "evaluator_class_metric_upper";
    private static final String GAP = "evaluator_expected_gap";
    private static final String GAP_ERROR = "evaluator_expected_gap_standard_error";
    private static final String GAP_SAMPLES = "evaluator_expected_gap_samples";
    private static final String NO_ASSUMPTIONS = "no_assumptions";

    private final Supplier<EstimateReport> reports;

    EstimateValues(Supplier<EstimateReport> reports) {
        this.reports = reports;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Families families = declared();
        EstimateReport report = reports.get();
        for (EstimateReport.Value value : report.values()) {
            List<String> labels = labels(value.scope(), value.metric(), value.classLabel());
            if (value.classLabel().isPresent()) {
                families.add(CLASS_VALUE, labels, value.estimate().value());
            }
            if (Double.isFinite(value.estimate().standardError())) {
                families.add(
                        value.classLabel().isPresent() ? CLASS_ERROR : ERROR,
                        labels,
                        value.estimate().standardError());
            }
        }
        for (EstimateReport.Bound bound : report.bounds()) {
            List<String> labels = labels(bound.scope(), bound.metric(), bound.classLabel());
            labels.add(NO_ASSUMPTIONS);
            boolean ofClass = bound.classLabel().isPresent();
            families.add(ofClass ? CLASS_LOWER : LOWER, labels, bound.bounds().lower());
            families.add(ofClass ? CLASS_UPPER : UPPER, labels, bound.bounds().upper());
        }
        for (EstimateReport.Gap gap : report.gaps()) {
            VersionKey version = gap.version();
            List<String> labels = List.of(version.model(), version.version(), "accuracy");
            families.add(GAP, labels, gap.gap().value());
            families.add(GAP_ERROR, labels, gap.gap().expected().standardError());
            families.add(GAP_SAMPLES, labels, gap.gap().samples());
        }
        return families.toList();
    }

    private static Families declared() {
        Families families = new Families();
        List<String> labels = List.of("model", "model_version", "metric", "window", "view");
        List<String> ofClass = List.of("model", "model_version", "metric", "window", "view", "class");
        families.gauge(ERROR, "Standard error of evaluator_metric in the views corrected and expected.", labels);
        families.gauge(
                LOWER,
                "What evaluator_metric will be at least, whatever the missing labels are.",
                with(labels, "bound"));
        families.gauge(
                UPPER,
                "What evaluator_metric will be at most, whatever the missing labels are.",
                with(labels, "bound"));
        families.gauge(CLASS_VALUE, "A metric of one class, up to 20 classes, corrected or expected.", ofClass);
        families.gauge(CLASS_ERROR, "Standard error of evaluator_class_metric.", ofClass);
        families.gauge(
                CLASS_LOWER, "What a metric of one class will be at least, in any case.", with(ofClass, "bound"));
        families.gauge(CLASS_UPPER, "What a metric of one class will be at most, in any case.", with(ofClass, "bound"));
        List<String> gap = List.of("model", "model_version", "metric");
        families.gauge(
                GAP,
                "Expected less realised metric of the newest matured predictions. Alert beyond 4 standard errors: what"
                        + " inputs mean has changed.",
                gap);
        families.gauge(GAP_ERROR, "Standard error of evaluator_expected_gap while nothing changes.", gap);
        families.gauge(GAP_SAMPLES, "How many labelled predictions evaluator_expected_gap is over.", gap);
        return families;
    }

    private static List<String> with(List<String> labels, String more) {
        List<String> all = new ArrayList<>(labels);
        all.add(more);
        return all;
    }

    private static List<String> labels(EstimateReport.Scope scope, String metric, Optional<String> ofClass) {
        List<String> labels = new ArrayList<>(
                List.of(scope.version().model(), scope.version().version(), metric, scope.window(), scope.view()));
        ofClass.ifPresent(labels::add);
        return labels;
    }
}
