package io.plumbline.evaluator.join;

import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.Truth;
import io.plumbline.evaluator.tally.VersionKey;

/** Something that happens to the row of one id. Times are in milliseconds since the epoch. */
public sealed interface JoinEvent {
    /**
     * A version predicted.
     *
     * @param timeMillis of the request
     * @param nowMillis the partition's clock; the row's life is counted from it
     */
    record Predicted(VersionKey version, long fingerprint, Outcome outcome, Role role, long timeMillis, long nowMillis)
            implements JoinEvent {}

    /**
     * A label came, or was retracted.
     *
     * @param nowMillis the partition's clock; an early label waits from it on
     */
    record Labelled(Truth truth, LabelOrder order, long nowMillis) implements JoinEvent {}

    /** The partition's clock moved on: predictions mature, rows end. */
    record TimePassed(long nowMillis) implements JoinEvent {}

    /** Class names of some version became known: labels that waited for them can be judged. */
    record NamesKnown() implements JoinEvent {}
}
