package io.plumbline.evaluator.api;

import org.jspecify.annotations.Nullable;

/** A question that has no answer; the message says why, and what would have one. */
final class BadQuestionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status of HTTP */
    BadQuestionException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    int status() {
        return status;
    }
}
