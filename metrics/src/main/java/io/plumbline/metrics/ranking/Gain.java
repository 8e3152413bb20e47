package io.plumbline.metrics.ranking;

/** What an item of a given relevance adds to DCG. */
public enum Gain {
    /** The relevance itself. */
    LINEAR(1e12),
    /** 2^relevance - 1 (Burges et al., 2005): stresses the highest grades. */
    EXPONENTIAL(100);

    private final double largestRelevance;

    Gain(double largestRelevance) {
        this.largestRelevance = largestRelevance;
    }

    /** @throws IllegalArgumentException if {@code relevance} is too large for sums of this gain to stay finite */
    double of(double relevance) {
        if (relevance > largestRelevance) {
            throw new IllegalArgumentException(
                    "relevance is " + relevance + ", expected at most " + largestRelevance + " with gain " + this);
        }
        // StrictMath: the same bits on every machine.
        return this == LINEAR ? relevance : StrictMath.pow(2, relevance) - 1;
    }
}
