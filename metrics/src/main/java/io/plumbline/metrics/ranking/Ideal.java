package io.plumbline.metrics.ranking;

/** Which judged items a perfect answer would hold: the ideal ranking of NDCG, the denominator R of AP and recall. */
public enum Ideal {
    /** All that were judged, also those that were not served (trec_eval's). */
    JUDGED,
    /** Only those that were served: blind to what an earlier stage lost. */
    CANDIDATES
}
