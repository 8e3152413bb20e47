package io.plumbline.trainer.fit;

/** Another process works on the same run. */
public final class RunInUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunInUseException(String message) {
        super(message);
    }
}
