package io.plumbline.inference.guard;

import java.time.Duration;

/**
 * How often something that failed is tried again.
 *
 * @param prefix what the keys begin with: {@code load}, {@code admin}
 * @param attempts {@code <prefix>.attempts}: tries in all, &gt;= 1
 * @param firstWait {@code <prefix>.wait.first}: before the second try; each further wait is twice the one before
 * @param longestWait {@code <prefix>.wait.longest}: no wait is longer, before jitter
 */
public record RetryConfig(String prefix, int attempts, Duration firstWait, Duration longestWait) {
    /** Reading a checkpoint. */
    public static final RetryConfig DEFAULT = new RetryConfig(5, Duration.ofMillis(200), Duration.ofSeconds(5));

    /** Asking the brokers about topics, or to change a desired state. */
    public static final RetryConfig ADMIN = new RetryConfig("admin", 3, Duration.ofMillis(200), Duration.ofSeconds(2));

    public RetryConfig {
        if (attempts < 1) {
            throw new IllegalArgumentException(prefix + ".attempts is " + attempts + ", expected >= 1");
        }
        if (firstWait.toMillis() < 1 || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException(prefix + ".wait.first is " + firstWait + " and " + prefix
                    + ".wait.longest " + longestWait + ", expected at least 1 ms and not less than the first");
        }
    }

    /** For loads. */
    public RetryConfig(int attempts, Duration firstWait, Duration longestWait) {
        this("load", attempts, firstWait, longestWait);
    }
}
