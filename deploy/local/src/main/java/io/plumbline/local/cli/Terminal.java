package io.plumbline.local.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether somebody watches standard error. */
final class Terminal {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /**
     * Whether stderr is a terminal that can redraw lines. Linux tells where stderr goes; elsewhere the answer is Java's,
     * which wants stdin and stdout to be the terminal too.
     */
    static boolean isStderr(Map<String, String> environment) {
        if (environment.getOrDefault("TERM", "dumb").equals("dumb")) {
            return false;
        }
        try {
            return Files.readSymbolicLink(STDERR).toString().startsWith("/dev/pts/");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }
}
