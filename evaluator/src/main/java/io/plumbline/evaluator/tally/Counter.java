package io.plumbline.evaluator.tally;

/**
 * What is counted beside the statistics; each only ever grows. The order is part of the stored format: append only.
 *
 * <p>How they add up, per version: {@link #PREDICTIONS} = matured with a label + matured without + pending, where the matured
 * are {@link #MATURED_PREDICTIONS} and those with a label the pairs of the matured statistics ({@link Tally#maturedLabelled()}).
 */
public enum Counter {
    /** Predictions taken into a row: the first valid one of each id and version. */
    PREDICTIONS,
    /** Label records that could be read, retractions included. */
    LABELS,
    /** A prediction got its label, having come first. */
    JOINED_PREDICTION_FIRST,
    /** A prediction got its label, the label having come first. */
    JOINED_LABEL_FIRST,
    /** Takes back one {@link #JOINED_PREDICTION_FIRST}: its label was retracted, or corrected to one that is invalid. */
    UNJOINED_PREDICTION_FIRST,
    /** Takes back one {@link #JOINED_LABEL_FIRST}. */
    UNJOINED_LABEL_FIRST,
    /** The same prediction again; ignored. Normal where producers deliver at least once. */
    DUPLICATE_PREDICTION,
    /** Another prediction of the same version for the same id; ignored, the first stands. Alert: ids are not unique. */
    CONFLICTING_PREDICTION,
    /** The label that is already known; ignored. */
    DUPLICATE_LABEL,
    /** A newer label than the one known; it takes its place. */
    CORRECTED_LABEL,
    /** A label was withdrawn. */
    RETRACTED_LABEL,
    /** An older label than the one known; ignored. */
    STALE_LABEL,
    /** A label waited its whole time and no prediction came. Alert: ids of predictions and labels differ. */
    ORPHAN_LABEL,
    /** A prediction waited its whole time and no label came. */
    EXPIRED_UNLABELLED,
    /** A record, or a pair of prediction and label, that cannot be judged. Alert when this grows. */
    INVALID,
    /** Predictions that became older than the maturity horizon. */
    MATURED_PREDICTIONS,
    /** A request or label that claims to be of the future; it counts as of now. */
    FUTURE_TIMESTAMP,
    /** An id on which two versions were judged is not in their comparison: too many pairs of versions are kept already. */
    PAIR_DROPPED
}
