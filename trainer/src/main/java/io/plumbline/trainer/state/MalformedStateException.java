package io.plumbline.trainer.state;

/** A saved state that cannot be gone on from; the message names file, what was found and what was expected. */
public final class MalformedStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedStateException(String message) {
        super(message);
    }
}
