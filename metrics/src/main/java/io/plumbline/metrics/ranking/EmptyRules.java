package io.plumbline.metrics.ranking;

/**
 * Which queries a mean goes over. A query about which nothing at all was judged is in none; {@link RankingCuts} counts it apart.
 *
 * @param noRelevant what a query counts as whose judged items are all irrelevant
 * @param emptyAnswer what a query counts as to which nothing was served
 */
public record EmptyRules(NoRelevant noRelevant, EmptyAnswer emptyAnswer) {
    /** A query without a relevant item. */
    public enum NoRelevant {
        /** In no mean: no answer could have been better. */
        SKIP,
        /** 0 (trec_eval, scikit-learn, TorchMetrics' {@code neg}). */
        ZERO,
        /** 1 (TorchMetrics' {@code pos}). */
        ONE
    }

    /** A query to which nothing was served. */
    public enum EmptyAnswer {
        /** 0: nothing of what is relevant was found (trec_eval with {@code -c}). */
        ZERO,
        /** In no mean (trec_eval without {@code -c}): a service that fails on hard queries gains by it. */
        SKIP
    }

    /** A query without a relevant item is in no mean, one with an empty answer counts 0. */
    public static EmptyRules standard() {
        return new EmptyRules(NoRelevant.SKIP, EmptyAnswer.ZERO);
    }
}
