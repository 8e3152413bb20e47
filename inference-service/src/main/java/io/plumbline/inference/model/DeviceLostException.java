package io.plumbline.inference.model;

/** The GPU is lost to this process: every further call would fail, so the process must end and be started anew. */
public final class DeviceLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeviceLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
