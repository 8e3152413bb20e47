package io.plumbline.inference.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Stops calling a model that keeps failing. On a log an open breaker means waiting, never skipping: the caller pauses
 * its partitions and asks again.
 *
 * <p>Use: ask {@link #permits()} before each call, and after a yes report exactly one of {@link #onSuccess}, {@link
 * #onFailure} and {@link #release}. A record that fails alone while others are answered is the record's fault, not a
 * failure to report here.
 *
 * <p>Threads: any number of callers.
 */
public final class ModelBreaker {
    private final CircuitBreaker breaker;

    /**
     * @param clock tells when {@link BreakerConfig#openFor()} is over
     * @param transitions told of each change, from what to what, on the thread that caused it
     */
    public ModelBreaker(
            String name, BreakerConfig config, Clock clock, BiConsumer<BreakerState, BreakerState> transitions) {
        CircuitBreakerConfig settings = CircuitBreakerConfig.custom()
                .slidingWindow(config.window(), config.minimumCalls(), SlidingWindowType.COUNT_BASED)
                .failureRateThreshold((float) (config.failureRate() * 100))
                .slowCallDurationThreshold(config.slowCall())
                .slowCallRateThreshold((float) (config.slowRate() * 100))
                .waitDurationInOpenState(config.openFor())
                .permittedNumberOfCallsInHalfOpenState(config.trialCalls())
                .clock(clock)
                .build();
        this.breaker = CircuitBreaker.of(name, settings);
        breaker.getEventPublisher()
                .onStateTransition(event -> transitions.accept(
                        state(event.getStateTransition().getFromState()),
                        state(event.getStateTransition().getToState())));
    }

    /** Whether a call may be made now; after a trial period's wait this is also what lets the trial calls through. */
    public boolean permits() {
        return breaker.tryAcquirePermission();
    }

    public void onSuccess(Duration took) {
        breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
    }

    public void onFailure(Duration took, Throwable failure) {
        breaker.onError(took.toNanos(), TimeUnit.NANOSECONDS, failure);
    }

    /** Gives back a permission that no call followed. */
    public void release() {
        breaker.releasePermission();
    }

    public BreakerState state() {
        return state(breaker.getState());
    }

    /** Share of failed calls in the window, in [0, 1]; NaN before there are enough to judge. */
    public double failureRate() {
        float percent = breaker.getMetrics().getFailureRate();
        return percent < 0 ? Double.NaN : percent / 100.0;
    }

    private static BreakerState state(CircuitBreaker.State state) {
        return switch (state) {
            case CLOSED -> BreakerState.CLOSED;
            case OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            case DISABLED, METRICS_ONLY, FORCED_OPEN ->
                throw new IllegalStateException("breaker is " + state + ", which nothing here asks for");
        };
    }
}
