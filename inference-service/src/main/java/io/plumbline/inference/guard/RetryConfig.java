package io.plumbline.inference.guard;

import java.time.Duration;

/**
 * How often a load is tried again.
 *
 * @param attempts {@code load.attempts}: tries in all, &gt;= 1
 * @param firstWait {@code load.wait.first}: before the second try; each further wait is twice the one before
 * @param longestWait {@code load.wait.longest}: no wait is longer, before jitter
 */
public record RetryConfig(int attempts, Duration firstWait, Duration longestWait) {
    public static final RetryConfig DEFAULT = new RetryConfig(5, Duration.ofMillis(200), Duration.ofSeconds(5));

    public RetryConfig {
        if (attempts < 1) {
            throw new IllegalArgumentException("load.attempts is " + attempts + ", expected >= 1");
        }
        if (firstWait.toMillis() < 1 || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException("load.wait.first is " + firstWait + " and load.wait.longest "
                    + longestWait + ", expected at least 1 ms and not less than the first");
        }
    }
}
