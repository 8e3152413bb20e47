package io.plumbline.metrics.ranking;

/** What a ranking is worth within its first k ranks; each is within [0, 1]. */
public enum RankingMetric {
    /** Discounted cumulative gain over that of an ideal ranking, discount 1 / log2(rank + 1). */
    NDCG,
    /** Sum of the precisions at the relevant ranks, over {@link RankingRules.ApDenominator}. Its mean over queries is MAP. */
    AVERAGE_PRECISION,
    /** 1 / rank of the first relevant item; 0 without one. Its mean is MRR. */
    RECIPROCAL_RANK,
    /** 1 if there is a relevant item; trec_eval's {@code success}. Its mean is the hit rate. */
    HIT,
    /** The part of all relevant items that is there. */
    RECALL,
    /** The part of the ranks that hold a relevant item. */
    PRECISION,
    /** The part of the ranks that hold an item that nobody judged: where this is large, the others are too low. */
    UNJUDGED
}
