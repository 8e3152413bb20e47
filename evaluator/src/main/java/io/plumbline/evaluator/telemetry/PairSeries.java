package io.plumbline.evaluator.telemetry;

import io.plumbline.evaluator.compare.Comparison;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairTally;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.PairEvaluation;
import io.plumbline.metrics.sequential.PairedDifferences;
import io.plumbline.metrics.sequential.Side;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Versions against each other: by partition, what adds up (also the logarithms of e-values: their sum over partitions is the logarithm of
 * one), and over all partitions the interval, which does not.
 *
 * <p>Alert when the sum of {@code evaluator_pair_log_e_value} exceeds ln(1/alpha): 3.0 for 0.05.
 */
final class PairSeries extends Collector {
    /** Of the interval; another one can be had from the command line. */
    private static final double ALPHA = 0.05;

    private final Supplier<Optional<CommittedTallies>> committed;
    private final Supplier<Set<Integer>> partitions;

    PairSeries(Supplier<Optional<CommittedTallies>> committed, Supplier<Set<Integer>> partitions) {
        this.committed = committed;
        this.partitions = partitions;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        Families families = declared();
        Set<Integer> own = partitions.get();
        committed.get().ifPresent(tallies -> {
            tallies.pairsByPartition().forEach((partition, pairs) -> {
                if (own.contains(partition)) {
                    pairs.forEach(pair -> add(families, pair));
                }
            });
            Map<PairKey, PairTally> merged = tallies.mergedPairs();
            merged.keySet().forEach(pair -> {
                Comparison comparison = Comparison.of(pair, merged, ALPHA, 0);
                families.add(
                        "evaluator_pair_difference_lower",
                        labels(pair),
                        comparison.interval().lower());
                families.add(
                        "evaluator_pair_difference_upper",
                        labels(pair),
                        comparison.interval().upper());
            });
        });
        return families.toList();
    }

    private static Families declared() {
        Families families = new Families();
        List<String> pair = List.of("model", "baseline", "challenger", "metric");
        List<String> durable = List.of("model", "baseline", "challenger", "metric", "partition");
        families.counter("evaluator_pair_samples", "Ids on which both versions were judged.", durable);
        families.counter(
                "evaluator_pair_corrections",
                "Labels that changed after their id was counted in a pair. Alert if many: mature later.",
                durable);
        families.gauge("evaluator_pair_difference_sum", "Sum of challenger minus baseline, each in [0, 1].", durable);
        families.gauge(
                "evaluator_pair_log_e_value",
                "Logarithm of the evidence that the challenger's value is greater or less; adds up over partitions.",
                List.of("model", "baseline", "challenger", "metric", "partition", "side"));
        families.gauge(
                "evaluator_pair_difference_lower",
                "Lower end of the mean difference's interval over all partitions, alpha 0.05, valid at every look.",
                pair);
        families.gauge("evaluator_pair_difference_upper", "Upper end of the same interval.", pair);
        return families;
    }

    private static void add(Families families, PairEvaluation record) {
        if (record.tally().isEmpty()) {
            return;
        }
        PairTally tally = record.tally().get();
        PairedDifferences differences = tally.differences();
        List<String> durable = labels(record.pair(), Integer.toString(record.partition()));
        families.add("evaluator_pair_samples", durable, differences.samples());
        families.add("evaluator_pair_corrections", durable, tally.corrections());
        families.add("evaluator_pair_difference_sum", durable, differences.sum());
        for (Side side : Side.values()) {
            families.add(
                    "evaluator_pair_log_e_value",
                    labels(
                            record.pair(),
                            Integer.toString(record.partition()),
                            side.name().toLowerCase(Locale.ROOT)),
                    differences.logEValue(side));
        }
    }

    private static List<String> labels(PairKey pair, String... more) {
        List<String> labels = new ArrayList<>(List.of(
                pair.model(), pair.baseline(), pair.challenger(), pair.metric().name()));
        labels.addAll(List.of(more));
        return labels;
    }
}
