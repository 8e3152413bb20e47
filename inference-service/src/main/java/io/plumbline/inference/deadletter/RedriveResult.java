package io.plumbline.inference.deadletter;

/** How a redrive ended; what {@code sent} counts is committed in each case, and nothing else was written. */
public sealed interface RedriveResult {
    /** Letters that are on their topics, each in a committed transaction. */
    long sent();

    record Done(long sent, long transactions) implements RedriveResult {}

    /** Another redrive took over; it sends what is left. */
    record Busy(long sent, String reason) implements RedriveResult {}

    /** A broker takes this letter as it is in no case. */
    record Refused(long sent, Position position, String reason) implements RedriveResult {}
}
