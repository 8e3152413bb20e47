package io.plumbline.inference.guard;

/** A call that did not come back within its limit, or was not begun because too many before it still have not. */
public final class CallTimedOut extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallTimedOut(String message) {
        super(message);
    }
}
