package io.plumbline.evaluator.stream;

/**
 * The time of one partition: that of its newest record, and while no record comes, that moved on by the wall clock. So
 * a replay of old records does not expire what it has yet to label, and an idle partition still expires.
 *
 * <p>Never ahead of the wall clock, whatever a record's timestamp claims, and never backwards.
 */
final class PartitionClock {
    private long recordSeenAtMillis;
    private long reached;

    PartitionClock(long wallMillis) {
        recordSeenAtMillis = wallMillis;
    }

    /** A record was read just now. */
    void recordSeen(long wallMillis) {
        recordSeenAtMillis = wallMillis;
    }

    /** @param streamMillis the newest record timestamp of the partition, negative before the first */
    long now(long streamMillis, long wallMillis) {
        if (streamMillis >= 0) {
            long idle = Math.max(0, wallMillis - recordSeenAtMillis);
            long moved = streamMillis > wallMillis ? wallMillis : Math.min(wallMillis, streamMillis + idle);
            reached = Math.max(reached, moved);
        }
        return reached;
    }
}
