package io.plumbline.evaluator.replay;

/** What was asked for cannot be replayed; the message says why. */
public final class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplayException(String message) {
        super(message);
    }
}
