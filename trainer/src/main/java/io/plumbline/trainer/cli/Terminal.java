package io.plumbline.trainer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Finds out whether someone watches. */
final class Terminal {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /**
     * Whether stderr is a terminal that can rewrite a line.
     *
     * <p>Java tells only whether stdin and stdout both are one, which {@code -o json | jq} makes false. Linux tells where
     * stderr goes; elsewhere Java's answer has to do.
     */
    static boolean isStderr(Map<String, String> environment) {
        if (environment.getOrDefault("TERM", "dumb").equals("dumb")) {
            return false;
        }
        if (!Files.isSymbolicLink(STDERR)) {
            return System.console() != null;
        }
        try {
            String target = Files.readSymbolicLink(STDERR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException unreadable) {
            return System.console() != null;
        }
    }
}
