package io.plumbline.contracts.ops;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Finds out whether a person watches a command. */
public final class Terminal {
    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /**
     * Whether stderr is a terminal that can rewrite a line.
     *
     * <p>Java tells only whether stdin and stdout both are one, which {@code -o json | jq} makes false. Linux tells where
     * stderr goes; elsewhere Java's answer has to do.
     */
    public static boolean isStderr(Map<String, String> environment) {
        return is(environment, STDERR);
    }

    /** @param descriptor the link that Linux keeps for an open file */
    static boolean is(Map<String, String> environment, Path descriptor) {
        if (environment.getOrDefault("TERM", "dumb").equals("dumb")) {
            return false;
        }
        if (!Files.isSymbolicLink(descriptor)) {
            return javaSeesOne();
        }
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException unreadable) {
            return javaSeesOne();
        }
    }

    /** From Java 22 on there is a console also where there is no terminal, and it says so; before, there is none then. */
    private static boolean javaSeesOne() {
        @SuppressWarnings("SystemConsoleNull") // Asked for below.
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException olderJava) {
            return true;
        } catch (ReflectiveOperationException unusable) {
            return false;
        }
    }
}
