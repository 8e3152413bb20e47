package io.plumbline.trainer.export.graph;

/** A forward pass that cannot be written as a graph; the message names the operation and what to use instead. */
public final class UntraceableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UntraceableException(String message) {
        super(message);
    }
}
