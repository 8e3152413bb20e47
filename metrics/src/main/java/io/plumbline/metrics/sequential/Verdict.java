package io.plumbline.metrics.sequential;

/** What a comparison says of the challenger. */
public enum Verdict {
    BETTER,
    WORSE,
    /** The data do not tell yet; more may. */
    UNDECIDED
}
