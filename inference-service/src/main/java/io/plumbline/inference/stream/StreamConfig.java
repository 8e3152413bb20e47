package io.plumbline.inference.stream;

import io.plumbline.inference.batch.BatchConfig;
import java.time.Duration;

/**
 * How the poll thread batches, commits and bounds itself.
 *
 * @param delivery what a reader of predictions may rely on
 * @param batch how requests share a native call
 * @param commitInterval how long an answer waits for its transaction
 * @param commitMaxRecords answers that make a transaction due at once
 * @param maxQueuedRecords requests held, from poll to commit; at this many the partitions pause, at half of it they resume
 * @param maxQueuedBytes bytes of their keys and values held; bounds like {@code maxQueuedRecords}
 * @param workers threads that run models
 * @param revokeDrain how long a revocation waits for batches in flight
 * @param maxRequestBytes largest record that the producer sends
 */
public record StreamConfig(
        Delivery delivery,
        BatchConfig batch,
        Duration commitInterval,
        int commitMaxRecords,
        int maxQueuedRecords,
        long maxQueuedBytes,
        int workers,
        Duration revokeDrain,
        int maxRequestBytes) {
    /** A transaction may stay open for as long as this, and the brokers abort it after 20 s. */
    private static final Duration LONGEST_COMMIT_INTERVAL = Duration.ofSeconds(5);

    public StreamConfig {
        atLeastOne("commit.max.records", commitMaxRecords);
        atLeastOne("queue.max.records", maxQueuedRecords);
        if (maxQueuedBytes < 1) {
            throw new IllegalArgumentException("queue.max.bytes is " + maxQueuedBytes + ", expected >= 1");
        }
        atLeastOne("model.workers", workers);
        atLeastOne("max.request.size", maxRequestBytes);
        if (commitInterval.compareTo(LONGEST_COMMIT_INTERVAL) > 0) {
            throw new IllegalArgumentException("commit.interval is " + commitInterval + ", expected at most "
                    + LONGEST_COMMIT_INTERVAL + ", well within the transaction timeout");
        }
        if (commitInterval.isNegative() || revokeDrain.isNegative()) {
            throw new IllegalArgumentException("commit.interval is " + commitInterval + " and revoke.drain is "
                    + revokeDrain + ", expected neither negative");
        }
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " is " + value + ", expected >= 1");
        }
    }
}
