package io.plumbline.trainer.export.graph;

/** A forward pass that cannot be written as a graph; the message names the operation, where it is, and what to do. */
public final class UntraceableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UntraceableException(String message) {
        super(message);
    }

    /**
     * The usual message.
     *
     * @param what went wrong with which operation
     * @param where the path of the block; empty outside of the blocks
     * @param remedy what to do instead
     */
    public static UntraceableException of(String what, String where, String remedy) {
        return new UntraceableException("%s, in %s; %s"
                .formatted(what, where.isEmpty() ? "the network outside of its blocks" : "block " + where, remedy));
    }
}
