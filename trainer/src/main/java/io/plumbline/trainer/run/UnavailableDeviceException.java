package io.plumbline.trainer.run;

/** The experiment asks for a device that cannot be used here; the message says why. */
public final class UnavailableDeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableDeviceException(String message) {
        super(message);
    }
}
