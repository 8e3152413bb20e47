package io.plumbline.inference.guard;

import java.time.Duration;

/**
 * When the model call counts as broken.
 *
 * @param window {@code breaker.window}: how many of the last calls are judged, &gt;= 1
 * @param minimumCalls {@code breaker.minimum.calls}: judge nothing before that many, 1 to {@code window}
 * @param failureRate {@code breaker.failure.rate}: open at this share of failed calls, in (0, 1]
 * @param slowCall {@code breaker.slow.call}: a call that takes longer counts as failed when judging slowness
 * @param slowRate {@code breaker.slow.rate}: open at this share of slow calls, in (0, 1]; 1 opens only when all are
 * @param openFor {@code breaker.open.for}: how long nothing is let through
 * @param trialCalls {@code breaker.trial.calls}: how many calls decide, after that, &gt;= 1
 */
public record BreakerConfig(
        int window,
        int minimumCalls,
        double failureRate,
        Duration slowCall,
        double slowRate,
        Duration openFor,
        int trialCalls) {
    public static final BreakerConfig DEFAULT =
            new BreakerConfig(20, 5, 0.5, Duration.ofSeconds(10), 1.0, Duration.ofSeconds(5), 3);

    public BreakerConfig {
        check(window >= 1, "breaker.window", window, ">= 1");
        check(minimumCalls >= 1 && minimumCalls <= window, "breaker.minimum.calls", minimumCalls, "1 to " + window);
        check(failureRate > 0 && failureRate <= 1, "breaker.failure.rate", failureRate, "above 0, up to 1");
        check(slowCall.compareTo(Duration.ZERO) > 0, "breaker.slow.call", slowCall, "above 0");
        check(slowRate > 0 && slowRate <= 1, "breaker.slow.rate", slowRate, "above 0, up to 1");
        check(openFor.toMillis() >= 1, "breaker.open.for", openFor, "at least 1 ms");
        check(trialCalls >= 1, "breaker.trial.calls", trialCalls, ">= 1");
    }

    private static void check(boolean holds, String key, Object got, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + " is " + got + ", expected " + expected);
        }
    }
}
