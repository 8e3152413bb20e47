package io.plumbline.inference.model;

/** A native call that gave no answer, or not one for every row: nothing is known about any item of its batch. */
public final class ModelFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelFailure(String message) {
        super(message);
    }

    public ModelFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
