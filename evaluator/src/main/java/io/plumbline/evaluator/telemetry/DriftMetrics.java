package io.plumbline.evaluator.telemetry;

import io.plumbline.evaluator.drift.ColumnDrift;
import io.plumbline.evaluator.drift.Detector;
import io.plumbline.evaluator.drift.DriftReadings;
import io.plumbline.evaluator.drift.ErrorDrift;
import io.plumbline.evaluator.drift.Part;
import io.plumbline.evaluator.tally.VersionKey;
import io.prometheus.client.Collector;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Drift of each version. Changes reported by detectors are durable counters of the partitions that this process works on, like {@link
 * DurableCounters}; statistics are over all partitions, the same on every instance, like {@link ReadyValues}.
 *
 * <p>Label {@code feature}: a feature's name, {@code score/} and a score's name, or {@code error}. A statistic that is undefined has no
 * sample.
 */
public final class DriftMetrics extends Collector {
    private static final String DETECTED = "evaluator_drift_detected";
    private static final String STATISTIC = "evaluator_drift_statistic";
    private static final String LIMIT = "evaluator_drift_limit";

    private final DriftReadings readings;
    private final Supplier<Set<Integer>> partitions;

    /** @param partitions those that this process works on now */
    public DriftMetrics(DriftReadings readings, Supplier<Set<Integer>> partitions) {
        this.readings = readings;
        this.partitions = partitions;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Families families = new Families();
        families.counter(
                DETECTED,
                "Changes of a version's errors that a detector reported. Alert when it grows.",
                List.of("model", "model_version", "detector", "partition"));
        List<String> labels = List.of("model", "model_version", "detector", "feature");
        families.gauge(
                STATISTIC,
                "PSI and KS of a feature or score against its training; evidence of adwin and page_hinkley, 1 being a change.",
                labels);
        families.gauge(
                LIMIT,
                "What chance alone exceeds as rarely as configured. Alert when the statistic is above it, and large enough to matter.",
                labels);
        errors(families);
        for (ColumnDrift column : readings.columns()) {
            String feature = column.part() == Part.FEATURES ? column.name() : "score/" + column.name();
            statistic(
                    families,
                    column.version(),
                    "psi",
                    feature,
                    column.comparison().psi(),
                    column.psiLimit());
            statistic(
                    families,
                    column.version(),
                    "ks",
                    feature,
                    column.comparison().ks(),
                    column.ksLimit());
        }
        return families.toList();
    }

    private void errors(Families families) {
        Set<Integer> own = partitions.get();
        Map<VersionKey, Map<Detector, Double>> evidence = new TreeMap<>();
        for (ErrorDrift errors : readings.errors()) {
            errors.readings().forEach((detector, reading) -> {
                if (own.contains(errors.partition())) {
                    families.add(
                            DETECTED,
                            List.of(
                                    errors.version().model(),
                                    errors.version().version(),
                                    detector.label(),
                                    Integer.toString(errors.partition())),
                            reading.alarms());
                }
                evidence.computeIfAbsent(errors.version(), version -> new EnumMap<>(Detector.class))
                        .merge(detector, reading.evidence(), Math::max);
            });
        }
        evidence.forEach((version, byDetector) -> byDetector.forEach(
                (detector, strongest) -> statistic(families, version, detector.label(), "error", strongest, 1)));
    }

    private static void statistic(
            Families families, VersionKey version, String detector, String feature, double value, double limit) {
        if (!Double.isNaN(value) && !Double.isNaN(limit)) {
            List<String> labels = List.of(version.model(), version.version(), detector, feature);
            families.add(STATISTIC, labels, value);
            families.add(LIMIT, labels, limit);
        }
    }
}
