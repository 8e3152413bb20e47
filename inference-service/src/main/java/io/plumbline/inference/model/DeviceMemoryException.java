package io.plumbline.inference.model;

/** The GPU has too little memory for this, now. No record is to blame, and nothing is known about any. */
public final class DeviceMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
