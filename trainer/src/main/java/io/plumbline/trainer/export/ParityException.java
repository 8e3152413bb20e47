package io.plumbline.trainer.export;

/** ONNX Runtime does not answer as the trainer does; the message names row, difference and tolerance. */
public final class ParityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ParityException(String message) {
        super(message);
    }
}
