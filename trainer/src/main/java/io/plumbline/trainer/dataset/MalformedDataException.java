package io.plumbline.trainer.dataset;

/** A data file that does not read as its format says; the message names file, place, what was found and expected. */
public final class MalformedDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedDataException(String message) {
        super(message);
    }
}
