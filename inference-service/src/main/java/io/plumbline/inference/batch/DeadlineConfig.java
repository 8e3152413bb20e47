package io.plumbline.inference.batch;

import java.time.Duration;

/**
 * Until when requests must be answered, and what becomes of those that were not.
 *
 * @param target {@code latency.target}: from a request's timestamp to its answer being committed; zero sets no objective
 * @param reserve what the way from the model to the committed answer takes: kept free behind each batch
 * @param dropExpired {@code deadline.expired: dead-letter}: a request whose deadline is past when a worker could take it
 *     is given back instead of being run
 */
public record DeadlineConfig(Duration target, Duration reserve, boolean dropExpired) {
    /** No objective; deadlines that requests carry themselves are honoured, and what is past is served all the same. */
    public static final DeadlineConfig OFF = new DeadlineConfig(Duration.ZERO, Duration.ZERO, false);

    private static final Duration LONGEST = Duration.ofDays(7);

    public DeadlineConfig {
        if (reserve.isNegative()) {
            throw new IllegalArgumentException("reserve is " + reserve + ", expected >= 0");
        }
        if (!target.isZero() && (target.compareTo(reserve) <= 0 || target.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("latency.target is " + target.toMillis()
                    + "ms, expected 0ms (none) or more than the " + reserve.toMillis()
                    + "ms that an answer needs to be committed (commit.interval, a turn of the loop), up to 7d");
        }
    }
}
