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
    public StreamConfig {
        atLeastOne("commit.max.records", commitMaxRecords);
        atLeastOne("queue.max.records", maxQueuedRecords);
        if (maxQueuedBytes < 1) {
            throw new IllegalArgumentException("queue.max.bytes is " + maxQueuedBytes + ", expected >= 1");
        }
        atLeastOne("model.workers", workers);
        atLeastOne("max.request.size", maxRequestBytes);
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
