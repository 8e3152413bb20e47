package io.plumbline.inference.guard;

import java.util.Locale;

/** Is told how retries go; nothing of calls that succeed at once. Called on the caller's thread. */
@FunctionalInterface
public interface RetryEvents {
    /** For whom nobody counts. */
    RetryEvents NONE = (name, result, tries) -> {};

    /**
     * @param name which retry: {@code load}, {@code admin}
     * @param tries how many were made so far
     */
    void happened(String name, Result result, long tries);

    /** What happened. */
    enum Result {
        /** A try failed, another follows. */
        RETRIED,
        /** A further try succeeded. */
        SUCCEEDED,
        /** The last one failed too. */
        EXHAUSTED;

        /** The name used as a metric's label value. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
