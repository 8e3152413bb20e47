package io.plumbline.trainer.fit;

/** Training stopped because its loss is no longer a number. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
        super(message);
    }
}
