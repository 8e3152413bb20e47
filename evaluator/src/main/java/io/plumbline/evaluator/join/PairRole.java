package io.plumbline.evaluator.join;

/** What a prediction was in the comparison of its id's versions. The order is part of the stored format: append only. */
public enum PairRole {
    /** Not compared, or not yet. */
    NONE,
    /** The one that others were held against. */
    BASELINE,
    /** Held against the baseline. */
    CHALLENGER
}
