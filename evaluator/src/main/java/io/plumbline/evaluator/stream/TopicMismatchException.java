package io.plumbline.evaluator.stream;

/** The topics as they are can never be joined: a person must change them. */
public final class TopicMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TopicMismatchException(String message) {
        super(message);
    }
}
