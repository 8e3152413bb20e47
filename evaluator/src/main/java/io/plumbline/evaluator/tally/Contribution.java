package io.plumbline.evaluator.tally;

import io.plumbline.metrics.ranking.QueryScores;
import io.plumbline.metrics.regression.RegressionErrors;

/** What one joined pair of prediction and label adds to the statistics of its version. */
public sealed interface Contribution {
    /** A record of class {@code actual}, predicted as {@code predicted}; both are class indices. */
    record Classified(int actual, int predicted) implements Contribution {
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
}
