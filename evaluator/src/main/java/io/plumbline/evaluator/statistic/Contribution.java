package io.plumbline.evaluator.statistic;

import io.plumbline.metrics.classification.JudgedProbabilities;
import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.regression.RegressionErrors;
import java.util.Optional;

/** What one joined pair of prediction and label adds to the statistics of its version. */
public sealed interface Contribution {
    /**
     * A record of class {@code actual}, predicted as {@code predicted}; both are class indices.
     *
     * @param scored what its probabilities come to; empty where they are no distribution over the classes
     */
    record Classified(int actual, int predicted, Optional<Scored> scored) implements Contribution {
        public Classified {
            if (actual < 0 || predicted < 0) {
                throw new IllegalArgumentException(
                        "actual is " + actual + " and predicted " + predicted + ", expected class indices >= 0");
            }
        }
    }

    /** A number and the number predicted. */
    record Measured(RegressionErrors.Contribution errors) implements Contribution {}

    /** The scores of one query. */
    record Ranked(QueryScores scores) implements Contribution {}

    /**
     * Probabilities held against the true class.
     *
     * @param classes how many there are, at least 2
     * @param above classes with a larger probability than the true one's
     * @param equalBefore classes of lower index with the same probability as the true one
     * @param equalAfter classes of higher index with the same probability
     * @param second the probability of class 1, which of two classes is the positive one
     */
    record Scored(JudgedProbabilities judged, int classes, int above, int equalBefore, int equalAfter, double second) {}
}
