package io.plumbline.inference.model.admission;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a probe ended, and what it left. */
final class ProbeEnd {
    /** What a JVM ends with under {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_HEAP = 3;
    /** The JDK gives a process that a signal ended this and the signal's number. */
    private static final int SIGNALLED = 128;

    private static final int MOST_BYTES = 64 << 10;
    private static final int SHOWN_CHARACTERS = 400;

    private static final Map<Integer, String> SIGNALS =
            Map.of(4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    private final int exitCode;
    private final ProbeCommand command;

    ProbeEnd(int exitCode, ProbeCommand command) {
        this.exitCode = exitCode;
        this.command = command;
    }

    /** Empty unless it ended by itself and said something. */
    Optional<ProbeVerdict> verdict() throws IOException {
        if (exitCode != 0) {
            return Optional.empty();
        }
        List<String> lines = tail(command.output()).lines().toList();
        return lines.isEmpty() ? Optional.empty() : ProbeVerdict.of(lines.get(lines.size() - 1));
    }

    /** Words for an end without a verdict. */
    String describe() throws IOException {
        return how() + said();
    }

    private String how() {
        if (exitCode == OUT_OF_HEAP) {
            return "ran out of memory, its heap of " + (command.heapBytes() >> 20) + " MiB,";
        }
        if (exitCode > SIGNALLED) {
            int signal = exitCode - SIGNALLED;
            return "was ended by signal " + signal
                    + Optional.ofNullable(SIGNALS.get(signal))
                            .map(name -> " (" + name + ")")
                            .orElse("");
        }
        return "ended with exit code " + exitCode;
    }

    /** What the JVM found to be the cause, or else the last thing printed. */
    private String said() throws IOException {
        Optional<String> cause = cause();
        String words = cause.isPresent() ? cause.get() : tail(command.errors()).strip();
        if (words.isEmpty()) {
            return "";
        }
        return ", saying '"
                + (words.length() <= SHOWN_CHARACTERS
                        ? words
                        : "…" + words.substring(words.length() - SHOWN_CHARACTERS))
                + "'";
    }

    /** The JVM's crash report begins with lines of {@code #}: a headline, and under it the cause. */
    private Optional<String> cause() throws IOException {
        if (!Files.exists(command.crash())) {
            return Optional.empty();
        }
        List<String> head;
        try (var lines = Files.lines(command.crash(), StandardCharsets.ISO_8859_1)) {
            head = lines.limit(12)
                    .filter(line -> line.startsWith("#"))
                    .map(line -> line.substring(1).strip())
                    .filter(line -> !line.isEmpty() && !line.endsWith(":"))
                    .toList();
        }
        return head.isEmpty() ? Optional.empty() : Optional.of(head.get(0));
    }

    private static String tail(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            byte[] end = new byte[(int) Math.min(length, MOST_BYTES)];
            in.seek(length - end.length);
            in.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        }
    }
}
