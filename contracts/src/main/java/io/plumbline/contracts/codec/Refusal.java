package io.plumbline.contracts.codec;

import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.RejectReason;

/** Leaves a decoder from any depth; caught at its entrance and never seen outside this package. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectReason reason;
    private final String path;

    Refusal(RejectReason reason, String message, String path) {
        // Thrown once per bad record: a stack trace would only tell where our own parser stands.
        super(message, null, false, false);
        this.reason = reason;
        this.path = path;
    }

    <T> Decoded<T> in(String where) {
        String problem = getMessage() == null ? reason.label() : getMessage();
        return Decoded.rejected(reason, problem, path.isEmpty() ? where : where + " " + path);
    }
}
