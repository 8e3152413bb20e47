package io.plumbline.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log file, as they stand at the end of an error message. */
final class LogTail {
    private static final int MAX_BYTES = 8192;
    private static final int MAX_LINES = 20;

    private LogTail() {}

    static String of(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - MAX_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size());
            return "\nThe end of " + log + ":\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return "\n(its log " + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
