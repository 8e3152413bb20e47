package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Role;
import io.plumbline.evaluator.compare.PairMetric;
import io.plumbline.evaluator.statistic.Contribution;
import io.plumbline.evaluator.tally.TallyUpdate;
import io.plumbline.evaluator.tally.VersionKey;
import io.plumbline.metrics.exact.UnitFixed;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Compares the versions that predicted one id: the one that answered, champion before challenger, is the baseline, and each other is held
 * against it once, when both have matured and both are judged.
 *
 * <p>At that moment the label is taken for final. The row remembers who was compared, so that neither a duplicate nor a correction
 * counts a second time; a correction after it is counted as one.
 */
final class Pairing {
    private final Map<String, PairMetric> ofNumbers = new HashMap<>();

    /** @param errorScales as in {@link io.plumbline.evaluator.compare.ComparisonConfig} */
    Pairing(Map<String, Double> errorScales) {
        errorScales.forEach((model, scale) -> ofNumbers.put(model, PairMetric.absoluteError(scale)));
    }

    /** The row with those compared that can be, and their updates. */
    JoinRow pair(JoinRow row, List<TallyUpdate> updates) {
        if (row.predictions().size() < 2) {
            return row;
        }
        JoinRow next = row;
        for (Map.Entry<VersionKey, HeldPrediction> entry : row.predictions().entrySet()) {
            if (entry.getValue().pairing() == PairRole.NONE && isFinal(entry.getValue())) {
                next = pair(next, entry.getKey(), updates);
            }
        }
        return next;
    }

    private JoinRow pair(JoinRow row, VersionKey challenger, List<TallyUpdate> updates) {
        Optional<VersionKey> found = baseline(row, challenger.model());
        if (found.isEmpty() || found.get().equals(challenger)) {
            return row;
        }
        VersionKey baseline = found.get();
        HeldPrediction of = held(row, baseline);
        HeldPrediction other = held(row, challenger);
        Optional<PairMetric> metric = metric(challenger.model(), of, other);
        if (!isFinal(of) || metric.isEmpty()) {
            return row;
        }
        OptionalDouble baselineValue = value(metric.get(), of, other);
        OptionalDouble challengerValue = value(metric.get(), other, of);
        if (baselineValue.isEmpty() || challengerValue.isEmpty()) {
            return row;
        }
        updates.add(new TallyUpdate.Paired(
                challenger,
                baseline.version(),
                metric.get(),
                baselineValue.getAsDouble(),
                challengerValue.getAsDouble(),
                other.timeMillis()));
        return row.with(baseline, of.paired(PairRole.BASELINE)).with(challenger, other.paired(PairRole.CHALLENGER));
    }

    /** The updates for pairs whose label changed between the two states of a row. */
    List<TallyUpdate> corrections(JoinRow before, JoinRow after) {
        if (before.predictions().size() < 2) {
            return List.of();
        }
        List<TallyUpdate> updates = new ArrayList<>();
        before.predictions().forEach((challenger, held) -> {
            if (held.pairing() != PairRole.CHALLENGER) {
                return;
            }
            baseline(before, challenger.model()).ifPresent(baseline -> {
                boolean changed = !held.verdict().equals(held(after, challenger).verdict())
                        || !held(before, baseline)
                                .verdict()
                                .equals(held(after, baseline).verdict());
                Optional<PairMetric> metric = metric(challenger.model(), held(before, baseline), held);
                if (changed && metric.isPresent()) {
                    updates.add(new TallyUpdate.PairCorrected(challenger, baseline.version(), metric.get()));
                }
            });
        });
        return updates;
    }

    private static boolean isFinal(HeldPrediction held) {
        return held.matured() && held.verdict() instanceof Verdict.Counted;
    }

    /** Once one was the baseline it stays it; a version that only predicted silently never is. */
    private static Optional<VersionKey> baseline(JoinRow row, String model) {
        VersionKey best = null;
        Role role = Role.SHADOW;
        for (Map.Entry<VersionKey, HeldPrediction> entry : row.predictions().entrySet()) {
            if (!entry.getKey().model().equals(model)) {
                continue;
            }
            if (entry.getValue().pairing() == PairRole.BASELINE) {
                return Optional.of(entry.getKey());
            }
            if (entry.getValue().role().compareTo(role) < 0) {
                best = entry.getKey();
                role = entry.getValue().role();
            }
        }
        return Optional.ofNullable(best);
    }

    private static HeldPrediction held(JoinRow row, VersionKey version) {
        HeldPrediction held = row.predictions().get(version);
        if (held == null) {
            throw new IllegalStateException("row has no prediction of " + version.path());
        }
        return held;
    }

    private Optional<PairMetric> metric(String model, HeldPrediction one, HeldPrediction other) {
        if (one.outcome() instanceof Outcome.OfClass && other.outcome() instanceof Outcome.OfClass) {
            return Optional.of(PairMetric.ACCURACY);
        }
        if (one.outcome() instanceof Outcome.OfRanking && other.outcome() instanceof Outcome.OfRanking) {
            return Optional.of(PairMetric.NDCG);
        }
        if (one.outcome() instanceof Outcome.OfValue && other.outcome() instanceof Outcome.OfValue) {
            return Optional.of(ofNumbers.getOrDefault(model, PairMetric.CLOSER));
        }
        return Optional.empty();
    }

    /** In [0, 1]; empty where the label says nothing of it, as for a query with no relevant item. */
    private static OptionalDouble value(PairMetric metric, HeldPrediction held, HeldPrediction other) {
        Contribution contribution = contribution(held);
        if (contribution instanceof Contribution.Classified record) {
            return OptionalDouble.of(record.actual() == record.predicted() ? 1 : 0);
        }
        if (contribution instanceof Contribution.Ranked query) {
            return query.scores().scored()
                    ? OptionalDouble.of(UnitFixed.toDouble(query.scores().ndcg()))
                    : OptionalDouble.empty();
        }
        double error = error(contribution);
        if (metric.equals(PairMetric.CLOSER)) {
            return OptionalDouble.of(error < error(contribution(other)) ? 1 : 0);
        }
        return OptionalDouble.of(Math.min(1, error / metric.scale()));
    }

    private static Contribution contribution(HeldPrediction held) {
        if (held.verdict() instanceof Verdict.Counted counted) {
            return counted.contribution();
        }
        throw new IllegalStateException("verdict is " + held.verdict() + ", expected one that counts");
    }

    private static double error(Contribution contribution) {
        if (contribution instanceof Contribution.Measured measured) {
            RegressionErrors.Contribution errors = measured.errors();
            return Math.abs(errors.predicted() - errors.actual());
        }
        throw new IllegalStateException("contribution is " + contribution + ", expected a number's");
    }
}
