package io.plumbline.inference.proof;

/**
 * A place in read-process-write at which a process can end. Without transactions, only those of polls, sends and commits are
 * passed.
 */
enum Point {
    /** Requests were polled, nothing was done about them. */
    AFTER_POLL,
    /** Some of a transaction's records were sent, others not. */
    MID_SEND,
    /** All its records are with the broker, its offsets are not. */
    AFTER_SEND,
    /** The offsets were taken into the transaction. */
    AFTER_OFFSETS,
    /** Everything is with the broker, and the commit was not asked for. */
    BEFORE_COMMIT,
    /** The commit was asked for; whether it happened is left to chance. */
    MID_COMMIT,
    /** The commit happened, and this process did not act on it. */
    AFTER_COMMIT
}
