package io.plumbline.evaluator.cli;

/** What a command's exit status means, alike for every Plumbline command. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_READY = 3;
    static final int REFUSED = 4;

    private ExitCode() {}
}
