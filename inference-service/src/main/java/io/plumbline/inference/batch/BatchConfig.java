package io.plumbline.inference.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How records are gathered into batches.
 *
 * @param maxSize {@code batch.max.size}: most requests in one native call, &gt;= 1; 1 switches batching off
 * @param maxWait {@code batch.max.wait}: how long a request may wait for company while there is no backlog, measured
 *     from its own arrival; zero sends what is there as soon as a worker can take it
 * @param deadlines until when requests must be answered
 */
public record BatchConfig(int maxSize, Duration maxWait, DeadlineConfig deadlines) {
    private static final Duration LEAST_BACKLOG_WAIT = Duration.ofMillis(20);

    public BatchConfig {
        if (maxSize < 1) {
            throw new IllegalArgumentException("batch.max.size is " + maxSize + ", expected >= 1");
        }
        if (maxWait.isNegative() || maxWait.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("batch.max.wait is " + maxWait + ", expected 0 to 1 minute");
        }
    }

    /** Without an objective. */
    public BatchConfig(int maxSize, Duration maxWait) {
        this(maxSize, maxWait, DeadlineConfig.OFF);
    }

    /**
     * How long a request may wait for a full batch while there is a backlog: four times {@link #maxWait()}, at least
     * 20 ms. Records of a busy model fill a batch long before; this is for the rare model beside it.
     */
    public Duration backlogWait() {
        Duration wait = maxWait.multipliedBy(4);
        return wait.compareTo(LEAST_BACKLOG_WAIT) < 0 ? LEAST_BACKLOG_WAIT : wait;
    }

    /** The sizes to warm up: powers of two below {@link #maxSize()}, then {@code maxSize} itself. */
    public List<Integer> buckets() {
        List<Integer> sizes = new ArrayList<>();
        for (long size = 1; size < maxSize; size *= 2) {
            sizes.add((int) size);
        }
        sizes.add(maxSize);
        return List.copyOf(sizes);
    }
}
