package io.plumbline.benchmarks.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process's memory as Linux counts it, native memory included. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    static long peakBytes() {
        return kibibytes("VmHWM:") << 10;
    }

    static long residentBytes() {
        return kibibytes("VmRSS:") << 10;
    }

    /** 0 where there is no such file: not on Linux. */
    private static long kibibytes(String name) {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException unreadable) {
            throw new IllegalStateException(STATUS + " cannot be read", unreadable);
        }
    }
}
