package io.plumbline.local.process;

/** A child process ended, stayed silent or refused its work; the message says which, and shows the end of its log. */
public final class ServiceFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServiceFailedException(String message) {
        super(message);
    }
}
