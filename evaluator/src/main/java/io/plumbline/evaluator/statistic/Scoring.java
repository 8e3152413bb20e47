package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.classification.JudgedProbabilities;
import io.plumbline.metrics.classification.ProbabilityScores;
import java.util.Optional;

/** Holds the probabilities of a prediction against its true class. */
public final class Scoring {
    private Scoring() {}

    /**
     * A classification's contribution.
     *
     * @param probabilities one per class; {@code actual} and {@code predicted} are indices of theirs
     */
    public static Contribution.Classified classified(int actual, int predicted, double[] probabilities) {
        return new Contribution.Classified(actual, predicted, scored(actual, probabilities));
    }

    private static Optional<Contribution.Scored> scored(int actual, double[] probabilities) {
        if (probabilities.length < 2 || !JudgedProbabilities.isDistribution(probabilities)) {
            return Optional.empty();
        }
        JudgedProbabilities judged = JudgedProbabilities.of(probabilities, actual, ProbabilityScores.USUAL_BINS);
        int above = 0;
        int equalBefore = 0;
        int equalAfter = 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[actual]) {
                above++;
            } else if (i != actual && probabilities[i] == probabilities[actual]) {
                equalBefore += i < actual ? 1 : 0;
                equalAfter += i > actual ? 1 : 0;
            }
        }
        return Optional.of(new Contribution.Scored(
                judged, probabilities.length, above, equalBefore, equalAfter, probabilities[1]));
    }
}
