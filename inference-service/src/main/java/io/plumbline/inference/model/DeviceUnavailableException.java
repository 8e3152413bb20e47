package io.plumbline.inference.model;

/** The device that the configuration demands cannot be used; the message says why, and what can be done. */
public final class DeviceUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeviceUnavailableException(String message) {
        super(message);
    }
}
