package io.plumbline.local.produce;

import java.io.IOException;

/** A line that is no event; the message names file, line and reason. */
public final class MalformedEventException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
