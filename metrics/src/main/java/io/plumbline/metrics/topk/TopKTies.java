package io.plumbline.metrics.topk;

/** Which of several classes with the true class's score come before it. */
public enum TopKTies {
    /** Those of a higher index: scikit-learn's {@code top_k_accuracy_score}. */
    HIGHEST_INDEX,
    /** Those of a lower index: what a stable descending sort does. */
    LOWEST_INDEX,
    /** Every order is as likely as another: the record counts with the chance of a hit, so no order of the classes gains by it. */
    FRACTIONAL,
    /** All of them: a model that scores every class alike has no hits below the last k. */
    PESSIMISTIC;

    /**
     * Where the true class stands.
     *
     * @param scores one per class, larger is likelier; only their order counts
     * @param actual index of the true class
     * @throws IllegalArgumentException if a score is NaN or {@code actual} is no index of theirs
     */
    public TruthRank rank(double[] scores, int actual) {
        long places = places(scores, actual);
        return new TruthRank(TruthRank.above(places), TruthRank.tied(places));
    }

    /** {@link #rank} in one long, so that counting a record makes no object. */
    long places(double[] scores, int actual) {
        if (actual < 0 || actual >= scores.length) {
            throw new IllegalArgumentException(
                    "actual is " + actual + ", expected an index of " + scores.length + " classes");
        }
        double truth = scores[actual];
        int larger = 0;
        int tiedBefore = 0;
        int tiedAfter = 0;
        for (int c = 0; c < scores.length; c++) {
            double score = scores[c];
            if (score > truth) {
                larger++;
            } else if (score == truth) {
                tiedBefore += c < actual ? 1 : 0;
                tiedAfter += c > actual ? 1 : 0;
            } else if (!(score < truth)) {
                throw new IllegalArgumentException("score of class " + (Double.isNaN(score) ? c : actual) + " is NaN");
            }
        }
        return switch (this) {
            case HIGHEST_INDEX -> TruthRank.places(larger + tiedAfter, 1);
            case LOWEST_INDEX -> TruthRank.places(larger + tiedBefore, 1);
            case PESSIMISTIC -> TruthRank.places(larger + tiedBefore + tiedAfter, 1);
            case FRACTIONAL -> TruthRank.places(larger, tiedBefore + tiedAfter + 1);
        };
    }
}
