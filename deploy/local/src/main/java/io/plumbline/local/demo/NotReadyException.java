package io.plumbline.local.demo;

/** What the demo waits for did not come in time. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
        super(message);
    }
}
