package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.classification.ProbabilityScores;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Log-loss, Brier score and calibration of probabilities, apart for each number of classes: a version has one, but
 * nothing makes sure of it, and sums over different ones mean nothing.
 */
public final class ProbabilityStatistic implements Statistic {
    private static final int STATE_LENGTH = new ProbabilityScores(2, ProbabilityScores.USUAL_BINS).state().length;

    private final Map<Integer, ProbabilityScores> byClasses = new TreeMap<>();

    ProbabilityStatistic() {}

    static ProbabilityStatistic fromState(long[] state) {
        if (state.length % (1 + STATE_LENGTH) != 0) {
            throw new IllegalArgumentException("state has " + state.length
                    + " longs, expected for each number of classes that number and " + STATE_LENGTH + " more");
        }
        ProbabilityStatistic statistic = new ProbabilityStatistic();
        for (int at = 0; at < state.length; at += 1 + STATE_LENGTH) {
            int classes = Math.toIntExact(state[at]);
            statistic.byClasses.put(
                    classes,
                    ProbabilityScores.fromState(
                            classes,
                            ProbabilityScores.USUAL_BINS,
                            Arrays.copyOfRange(state, at + 1, at + 1 + STATE_LENGTH)));
        }
        return statistic;
    }

    /** Those of the number of classes with the most pairs; empty where there is no pair. */
    public Optional<ProbabilityScores> scores() {
        return byClasses.values().stream().max(Comparator.comparingLong(ProbabilityScores::samples));
    }

    @Override
    public void add(Contribution contribution) {
        if (contribution instanceof Contribution.Classified pair
                && pair.scored().isPresent()) {
            Contribution.Scored scored = pair.scored().get();
            byClasses.computeIfAbsent(scored.classes(), ProbabilityScores::new).add(scored.judged(), 1);
        }
    }

    @Override
    public void remove(Contribution contribution) {
        if (contribution instanceof Contribution.Classified pair
                && pair.scored().isPresent()) {
            Contribution.Scored scored = pair.scored().get();
            ProbabilityScores scores = byClasses.getOrDefault(scored.classes(), new ProbabilityScores(2));
            scores.remove(scored.judged());
            if (scores.samples() == 0) {
                byClasses.remove(scored.classes());
            }
        }
    }

    @Override
    public void merge(Statistic other) {
        ((ProbabilityStatistic) other).byClasses.forEach((classes, scores) -> byClasses
                .computeIfAbsent(classes, ProbabilityScores::new)
                .merge(scores));
    }

    @Override
    public boolean isEmpty() {
        return byClasses.isEmpty();
    }

    @Override
    public long[] state() {
        long[] state = new long[byClasses.size() * (1 + STATE_LENGTH)];
        int at = 0;
        for (ProbabilityScores scores : byClasses.values()) {
            state[at] = scores.classes();
            System.arraycopy(scores.state(), 0, state, at + 1, STATE_LENGTH);
            at += 1 + STATE_LENGTH;
        }
        return state;
    }
}
