package io.plumbline.inference.stream;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * The last time that the brokers said no, which does not pass by itself as other troubles do. It counts as standing until
 * it was tried again and some time went by without another no: that a try begins well, or that other partitions go on,
 * says nothing about what was denied.
 *
 * <p>Threads: the poll thread.
 */
final class Denial {
    /** The brokers' no comes with their answer, a little after the call that asked. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private String why = "";
    private long untilNanos;

    static boolean is(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
                return true;
            }
        }
        return false;
    }

    /** @param nextTryNanos when what was denied is tried again */
    void noted(String denied, long nextTryNanos) {
        why = denied;
        untilNanos = nextTryNanos + QUIET.toNanos();
    }

    /** Why not, while the denial stands. */
    Optional<String> standing(long nowNanos) {
        if (!why.isEmpty() && nowNanos - untilNanos > 0) {
            why = "";
        }
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
    }
}
