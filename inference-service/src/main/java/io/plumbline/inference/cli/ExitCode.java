package io.plumbline.inference.cli;

/** What a command's end means to a script. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    /** Something was not ready in time: the brokers, an instance. */
    public static final int NOT_READY = 3;
    /** Verification, here or on an instance, says no. */
    public static final int REFUSED = 4;
    /** Someone else changes the same thing right now. */
    public static final int BUSY = 75;

    private ExitCode() {}
}
