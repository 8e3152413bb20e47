package io.plumbline.local.produce;

/** The brokers did not take an event. */
public final class SendFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SendFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
