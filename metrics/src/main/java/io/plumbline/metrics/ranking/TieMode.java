package io.plumbline.metrics.ranking;

/** In which order items with equal scores count. */
public enum TieMode {
    /**
     * The exact mean over all orders of the tied items, for every value: NDCG after McSherry and Najork (2008), as scikit-learn;
     * AP, RR, hit and recall by the same idea. A constant model gains nothing from the order in which items are listed.
     */
    EXPECTED,
    /** trec_eval's: larger item id first, ids compared by their UTF-8 bytes. */
    TREC,
    /** The most relevant first: the best value that an order of the tied items can have. */
    OPTIMISTIC,
    /** The least relevant first: the worst such value. */
    PESSIMISTIC,
    /** As the prediction lists them. */
    SERVED_ORDER
}
