package io.plumbline.evaluator.compare;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.RoleChange;
import io.plumbline.metrics.sequential.Verdict;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides from pairs and a model's desired state what should change. Pure: who asks reads the one and writes the other.
 *
 * <p>Compared with the champion are the challenger and the shadows of the state as it is. A change that the gate once made and
 * somebody undid it does not make again: what the state remembers of its history says so.
 */
public final class Gate {
    /** Who the control topic says made the change. */
    public static final String BY = "evaluator-gate";

    /** A remembered reason is cut; this much of one is surely there. */
    private static final int KNOWN_AGAIN = 180;

    private final PromotionRule rule;

    public Gate(PromotionRule rule) {
        this.rule = rule;
    }

    /**
     * A verdict, and what follows from it.
     *
     * @param decision what is done to whom, in a few words
     * @param next the desired state it leads to; empty where there is nothing to change
     * @param reason the decision and the evidence for it
     */
    public record Finding(Comparison comparison, String decision, Optional<DesiredState> next, String reason) {}

    /** Whether any pair of the model may have a verdict: cheaper than {@link #findings}, which needs the desired state. */
    public boolean mayAct(String model, Map<PairKey, PairTally> pairs) {
        return pairs.keySet().stream()
                .filter(pair -> pair.model().equals(model) && asked(pair.metric()))
                .anyMatch(
                        pair -> Comparison.verdict(pair, pairs, rule.alpha(), rule.minSamples()) != Verdict.UNDECIDED);
    }

    /**
     * Every verdict on the present roster, that with most evidence first.
     *
     * @param pairs over all partitions
     */
    public List<Finding> findings(String model, DesiredState now, Map<PairKey, PairTally> pairs, Instant at) {
        List<String> compared = now.roster().stream()
                .filter(version -> !version.equals(now.champion()))
                .toList();
        double alpha = rule.alpha() / Math.max(1, compared.size());
        return compared.stream()
                .flatMap(version -> metric(model, now.champion(), version, pairs)
                        .map(metric -> new PairKey(model, now.champion(), version, metric))
                        .stream())
                .filter(pair -> Comparison.verdict(pair, pairs, alpha, rule.minSamples()) != Verdict.UNDECIDED)
                .map(pair -> Comparison.of(pair, pairs, alpha, rule.minSamples()))
                .sorted(Comparator.comparingDouble(Comparison::logEvidence).reversed())
                .map(comparison -> finding(comparison, now, at))
                .toList();
    }

    /** Of several metrics that fit, the one with most samples. */
    private Optional<PairMetric> metric(
            String model, String baseline, String challenger, Map<PairKey, PairTally> pairs) {
        return pairs.keySet().stream()
                .filter(pair -> pair.model().equals(model) && asked(pair.metric()))
                .filter(pair ->
                        pair.baseline().equals(baseline) && pair.challenger().equals(challenger)
                                || pair.baseline().equals(challenger)
                                        && pair.challenger().equals(baseline))
                .map(PairKey::metric)
                .distinct()
                .max(Comparator.comparingLong(
                        metric -> Comparison.tally(new PairKey(model, baseline, challenger, metric), pairs)
                                .differences()
                                .samples()));
    }

    private boolean asked(PairMetric metric) {
        return rule.metric().isEmpty() || rule.metric().equals(metric.name());
    }

    private Finding finding(Comparison comparison, DesiredState now, Instant at) {
        String version = comparison.pair().challenger();
        boolean better = comparison.verdict() == Verdict.BETTER;
        boolean predecessor = now.previous().equals(Optional.of(version));
        String decision = decision(better, predecessor, version, now.champion());
        String reason = decision + ": " + evidence(comparison);
        RoleChange change = new RoleChange(BY, reason, at);
        Optional<DesiredState> next = Optional.empty();
        if (!madeBefore(decision, now)) {
            if (rule.action() == PromotionRule.Action.PROMOTE && better) {
                next = change.promote(now, Optional.of(version));
            } else if (rule.action() == PromotionRule.Action.ROLLBACK && better && predecessor) {
                next = change.rollback(now, version, Map.of());
            } else if (rule.action() == PromotionRule.Action.ROLLBACK && !better) {
                next = now.challenger().equals(Optional.of(version))
                        ? change.endChallenge(now, Optional.of(version))
                        : change.endShadow(now, Optional.of(version));
            }
        }
        return new Finding(comparison, decision, next, reason);
    }

    private String decision(boolean better, boolean predecessor, String version, String champion) {
        return switch (rule.action()) {
            case PROMOTE -> better ? "promote " + version + " over " + champion : says(better, version, champion);
            case ROLLBACK ->
                better && predecessor
                        ? "roll back to " + version + " from " + champion
                        : better ? says(true, version, champion) : "end the role of " + version + " beside " + champion;
            case REPORT -> says(better, version, champion);
        };
    }

    private static String says(boolean better, String version, String champion) {
        return version + (better ? " is better than " : " is worse than ") + champion;
    }

    private static boolean madeBefore(String decision, DesiredState now) {
        String known = decision.length() <= KNOWN_AGAIN ? decision + ":" : decision.substring(0, KNOWN_AGAIN);
        return Stream.concat(
                        now.by().equals(BY) ? Stream.of(now.reason()) : Stream.empty(),
                        now.history().stream()
                                .filter(past -> past.by().equals(BY))
                                .map(past -> past.reason()))
                .anyMatch(reason -> reason.startsWith(known));
    }

    private static String evidence(Comparison comparison) {
        return String.format(
                Locale.ROOT,
                "%s %+.4f [%+.4f, %+.4f] on %d ids, e-value %.3g >= %.3g",
                comparison.pair().metric().name(),
                comparison.difference(),
                comparison.interval().lower(),
                comparison.interval().upper(),
                comparison.samples(),
                Math.exp(comparison.logEvidence()),
                2 / comparison.alpha());
    }
}
