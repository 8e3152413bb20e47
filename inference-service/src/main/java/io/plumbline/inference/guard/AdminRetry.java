package io.plumbline.inference.guard;

import io.github.resilience4j.retry.Retry;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asks the brokers again when an answer did not come: waits grow exponentially with jitter, as for {@link LoadRetry}.
 *
 * <p>Only for what may be asked twice: reading, creating what may exist already, taking a transactional id. Never for a
 * commit, whose outcome a failure leaves open. Threads: any number of callers; the caller's thread sleeps.
 */
public final class AdminRetry {
    private final Retry retry;

    /** @param again whether a failure may be gone at the next try; this package knows no Kafka types */
    public AdminRetry(RetryConfig config, Predicate<Throwable> again, RetryEvents events) {
        this.retry = Retries.of(config, again, events);
    }

    /**
     * Runs it until it succeeds or the tries are used up; then the last failure escapes. An interrupt ends the wait, lets
     * the failure escape, and is kept.
     */
    public <T> T call(Supplier<T> question) {
        return retry.executeSupplier(question);
    }
}
