package io.plumbline.inference.guard;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import java.util.function.Predicate;

/** Makes retries whose waits grow exponentially, each shortened or lengthened at random by up to half. */
final class Retries {
    private Retries() {}

    /** @param again whether a failure may be gone at the next try */
    static Retry of(RetryConfig config, Predicate<Throwable> again, RetryEvents events) {
        String name = config.prefix();
        Retry retry = Retry.of(
                name,
                io.github.resilience4j.retry.RetryConfig.custom()
                        .maxAttempts(config.attempts())
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
                                config.firstWait(), 2.0, 0.5, config.longestWait()))
                        .retryOnException(again)
                        .build());
        retry.getEventPublisher()
                .onRetry(event -> events.happened(name, RetryEvents.Result.RETRIED, event.getNumberOfRetryAttempts()))
                .onSuccess(
                        event -> events.happened(name, RetryEvents.Result.SUCCEEDED, event.getNumberOfRetryAttempts()))
                .onError(
                        event -> events.happened(name, RetryEvents.Result.EXHAUSTED, event.getNumberOfRetryAttempts()));
        return retry;
    }
}
