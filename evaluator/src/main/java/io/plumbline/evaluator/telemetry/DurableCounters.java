package io.plumbline.evaluator.telemetry;

import io.plumbline.evaluator.cohort.LabelDelays;
import io.plumbline.evaluator.statistic.Statistics;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.Counter;
import io.plumbline.evaluator.tally.Tally;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.evaluator.tally.View;
import io.plumbline.metrics.estimate.ExpectedOutcomes;
import io.prometheus.client.Collector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The committed tallies of the partitions that this process works on, as counters that go on over restarts and
 * rebalances. They add up: over partitions and instances, and a counter less its {@code _retracted} twin is what counts
 * now.
 *
 * <p>While partitions move, two instances may report the same one for a scrape: take {@code max without(instance)} before
 * the sum.
 */
public final class DurableCounters extends Collector {
    private static final String RETRACTED = "_retracted";
    private static final List<Counter> JOIN_EVENTS = List.of(
            Counter.DUPLICATE_PREDICTION,
            Counter.CONFLICTING_PREDICTION,
            Counter.DUPLICATE_LABEL,
            Counter.CORRECTED_LABEL,
            Counter.RETRACTED_LABEL,
            Counter.STALE_LABEL,
            Counter.ORPHAN_LABEL,
            Counter.EXPIRED_UNLABELLED,
            Counter.INVALID,
            Counter.FUTURE_TIMESTAMP,
            Counter.PAIR_DROPPED);

    /** Ends of {@code DelayBuckets}, though not all: a series each. */
    private static final List<Duration> DELAY_ENDS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(3),
            Duration.ofDays(7),
            Duration.ofDays(14),
            Duration.ofDays(30),
            Duration.ofDays(90));

    private final Supplier<Optional<CommittedTallies>> committed;
    private final Supplier<Set<Integer>> partitions;

    /** @param partitions those that this process works on now */
    public DurableCounters(Supplier<Optional<CommittedTallies>> committed, Supplier<Set<Integer>> partitions) {
        this.committed = committed;
        this.partitions = partitions;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Families families = declared();
        Set<Integer> own = partitions.get();
        committed.get().ifPresent(tallies -> tallies.byPartition().forEach((partition, byVersion) -> {
            if (own.contains(partition)) {
                byVersion.forEach(
                        (version, tally) -> new Cell(families, version, partition, tally.classNames()).add(tally));
            }
        }));
        return families.toList();
    }

    private static Families declared() {
        Families families = new Families();
        counter(families, "evaluator_predictions", "Predictions taken in: the first valid one of each id and version.");
        counter(families, "evaluator_labels", "Label records read, retractions included.");
        twins(families, "evaluator_joined", "Predictions that got their label, by which came first.", "order");
        counter(
                families,
                "evaluator_join_events",
                "What was not simply joined. Alert on conflicting_prediction, orphan_label and invalid.",
                "event");
        counter(families, "evaluator_matured_predictions", "Predictions older than the maturity horizon.");
        families.gauge(
                "evaluator_pending_predictions",
                "Predictions younger than the maturity horizon.",
                labels("model", "model_version", "partition"));
        twins(families, "evaluator_matured_labelled", "Matured predictions with a label that counts.");
        families.histogram(
                "evaluator_label_delay_seconds",
                "From each request to the first label of its id, once for each time that a label was counted.",
                labels("model", "model_version", "partition"));
        counter(
                families,
                "evaluator_expected_outcomes",
                "Outcomes that the predictions' own probabilities expect, labelled or not; not recalibrated.",
                "class",
                "outcome");
        twins(families, "evaluator_samples", "Labelled predictions in the statistics.", "view");
        twins(families, "evaluator_outcomes", "Outcomes of each class against the rest.", "class", "outcome");
        twins(
                families,
                "evaluator_confusion",
                "Labelled predictions by true and predicted class, up to " + ClassLabels.CONFUSION_LIMIT + " classes.",
                "actual",
                "predicted");
        twins(families, "evaluator_absolute_error", "Sum of the errors' magnitudes, in the target's unit.");
        twins(families, "evaluator_squared_error", "Sum of the squared errors, in the target's unit squared.");
        twins(families, "evaluator_ranking_queries", "Judged queries; no_relevant are in no mean.", "status");
        twins(families, "evaluator_ranking_ndcg", "Sum of NDCG over scored queries.", "k");
        twins(families, "evaluator_ranking_average_precision", "Sum of average precision over scored queries.", "k");
        twins(families, "evaluator_ranking_reciprocal_rank", "Sum of reciprocal ranks over scored queries.", "k");
        twins(families, "evaluator_ranking_hits", "Scored queries with a relevant item in the first k.", "k");
        twins(families, "evaluator_ranking_recall", "Sum of recall over scored queries.", "k");
        return families;
    }

    private static void counter(Families families, String name, String help, String... extra) {
        families.counter(name, help, labels(extra, "model", "model_version", "partition"));
    }

    private static void twins(Families families, String name, String help, String... extra) {
        counter(families, name, help, extra);
        counter(families, name + RETRACTED, "Taken back from " + name + "_total.", extra);
    }

    private static List<String> labels(String... names) {
        return List.of(names);
    }

    private static List<String> labels(String[] extra, String... base) {
        List<String> names = new ArrayList<>(List.of(base));
        names.addAll(List.of(extra));
        return names;
    }

    /** One version in one partition. */
    private record Cell(Families families, VersionKey version, int partition, Optional<List<String>> names) {
        void add(Tally tally) {
            for (Counter event : JOIN_EVENTS) {
                put("evaluator_join_events", tally.count(event), event.name().toLowerCase(Locale.ROOT));
            }
            if (version.equals(VersionKey.NONE)) {
                put("evaluator_labels", tally.count(Counter.LABELS));
                return;
            }
            put("evaluator_predictions", tally.count(Counter.PREDICTIONS));
            put("evaluator_matured_predictions", tally.count(Counter.MATURED_PREDICTIONS));
            put("evaluator_pending_predictions", tally.pending());
            put("evaluator_matured_labelled", tally.added(View.MATURED).pairs());
            put(
                    "evaluator_matured_labelled" + RETRACTED,
                    tally.retracted(View.MATURED).pairs());
            put("evaluator_joined", tally.count(Counter.JOINED_PREDICTION_FIRST), "prediction_first");
            put("evaluator_joined", tally.count(Counter.JOINED_LABEL_FIRST), "label_first");
            put("evaluator_joined" + RETRACTED, tally.count(Counter.UNJOINED_PREDICTION_FIRST), "prediction_first");
            put("evaluator_joined" + RETRACTED, tally.count(Counter.UNJOINED_LABEL_FIRST), "label_first");
            for (View view : View.values()) {
                put("evaluator_samples", tally.added(view).samples(), view.label());
                put("evaluator_samples" + RETRACTED, tally.retracted(view).samples(), view.label());
            }
            if (tally.labelDelays().samples() > 0) {
                delays(tally.labelDelays());
            }
            expected(tally.expected());
            Statistics added = tally.added(View.PROVISIONAL);
            statistics(added, added, "");
            statistics(added, tally.retracted(View.PROVISIONAL), RETRACTED);
        }

        private void delays(LabelDelays delays) {
            TreeMap<Double, Long> atMost = new TreeMap<>();
            for (Duration end : DELAY_ENDS) {
                atMost.put(end.toMillis() / 1_000.0, delays.atMost(end.toMillis()));
            }
            atMost.put(Double.POSITIVE_INFINITY, delays.samples());
            families.add(
                    "evaluator_label_delay_seconds",
                    List.of(version.model(), version.version(), Integer.toString(partition)),
                    atMost,
                    delays.sumSeconds());
        }

        private void expected(ExpectedOutcomes outcomes) {
            for (int c = 0; c < outcomes.classes(); c++) {
                String name = ClassLabels.name(names.orElse(List.of()), c);
                put("evaluator_expected_outcomes", outcomes.expectedTp(c), name, "tp");
                put("evaluator_expected_outcomes", outcomes.expectedFp(c), name, "fp");
                put("evaluator_expected_outcomes", outcomes.expectedFn(c), name, "fn");
            }
        }

        /** @param shape decides which series there are, so that a counter and its twin have the same */
        private void statistics(Statistics shape, Statistics values, String twin) {
            if (shape.confusion().samples() > 0) {
                new ClassLabels(names, shape.confusion())
                        .outcomes(
                                values.confusion(),
                                (c, outcome, count) -> put("evaluator_outcomes" + twin, count, c, outcome));
                new ClassLabels(names, shape.confusion())
                        .confusion(
                                values.confusion(),
                                (actual, predicted, count) ->
                                        put("evaluator_confusion" + twin, count, actual, predicted));
            }
            if (shape.regression().samples() > 0) {
                put("evaluator_absolute_error" + twin, values.regression().absoluteErrorSum());
                put("evaluator_squared_error" + twin, values.regression().squaredErrorSum());
            }
            if (shape.ranking().samples() + shape.ranking().noRelevantQueries() > 0) {
                ranking(values, twin);
            }
        }

        private void ranking(Statistics values, String twin) {
            String k = Integer.toString(values.ranking().definition().cut());
            put("evaluator_ranking_queries" + twin, values.ranking().samples(), "scored");
            put("evaluator_ranking_queries" + twin, values.ranking().noRelevantQueries(), "no_relevant");
            put("evaluator_ranking_ndcg" + twin, values.ranking().ndcgSum(), k);
            put("evaluator_ranking_average_precision" + twin, values.ranking().averagePrecisionSum(), k);
            put("evaluator_ranking_reciprocal_rank" + twin, values.ranking().reciprocalRankSum(), k);
            put("evaluator_ranking_hits" + twin, values.ranking().hitSum(), k);
            put("evaluator_ranking_recall" + twin, values.ranking().recallSum(), k);
        }

        private void put(String name, double value, String... extra) {
            families.add(name, labels(extra, version.model(), version.version(), Integer.toString(partition)), value);
        }
    }
}
