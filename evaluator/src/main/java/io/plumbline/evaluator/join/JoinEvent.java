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
     * @param wallMillis the wall clock; a later time is of the future, and taken as this
     */
    record Predicted(
            VersionKey version,
            long fingerprint,
            Outcome outcome,
            Role role,
            long timeMillis,
            long nowMillis,
            long wallMillis)
            implements JoinEvent {
        /** Where no time can be of the future. */
        public Predicted(
                VersionKey version, long fingerprint, Outcome outcome, Role role, long timeMillis, long nowMillis) {
            this(version, fingerprint, outcome, role, timeMillis, nowMillis, Long.MAX_VALUE);
        }
    }

    /**
     * A label came, or was retracted.
     *
     * @param arrivedMillis the time of its record: since then it could be known
     * @param nowMillis the partition's clock; an early label waits from it on
     * @param future whether it claimed a time that has not come; its order has the time at which it was read
     */
    record Labelled(Truth truth, LabelOrder order, long arrivedMillis, long nowMillis, boolean future)
            implements JoinEvent {
        /** Of a time that has come, and sent at its own time. */
        public Labelled(Truth truth, LabelOrder order, long nowMillis) {
            this(truth, order, order.timeMillis(), nowMillis, false);
        }
    }

    /** The partition's clock moved on: predictions mature, rows end. */
    record TimePassed(long nowMillis) implements JoinEvent {}

    /** Class names of some version became known: labels that waited for them can be judged. */
    record NamesKnown() implements JoinEvent {}
}
