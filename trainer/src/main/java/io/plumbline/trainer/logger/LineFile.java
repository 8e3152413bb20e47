package io.plumbline.trainer.logger;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A text file that grows by whole lines, at most a second behind.
 *
 * <p>Opening carries over the lines that still count: through a file beside it and one rename, so that a failure leaves the
 * old file as it was. A last line without its end was cut off by a crash and is dropped.
 *
 * <p>Once a write has failed the file may end in half a line; every later write then fails alike, so that nothing is put
 * behind it.
 */
final class LineFile implements AutoCloseable {
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final String lineEnd;
    private BufferedWriter out;
    private long flushedAt = System.nanoTime();
    private Optional<IOException> failure = Optional.empty();

    private LineFile(Path file, String lineEnd, BufferedWriter out) {
        this.file = file;
        this.lineEnd = lineEnd;
        this.out = out;
    }

    /**
     * Opens {@code file}, which holds what {@code carry} makes of each whole line it has; empty drops the line.
     *
     * @throws UncheckedIOException if the file cannot be read or written
     */
    static LineFile open(Path file, String lineEnd, Function<String, Optional<String>> carry) {
        try {
            rewrite(file, lineEnd, carry);
        } catch (IOException failed) {
            throw cannotBeWritten(file, failed);
        }
        return onto(file, lineEnd);
    }

    /** Goes on behind all that {@code file} holds. */
    static LineFile onto(Path file, String lineEnd) {
        try {
            return new LineFile(file, lineEnd, appender(file));
        } catch (IOException failed) {
            throw cannotBeWritten(file, failed);
        }
    }

    /** Opens {@code file} without what it may have held. */
    static LineFile empty(Path file, String lineEnd) {
        return open(file, lineEnd, line -> Optional.empty());
    }

    /** @throws UncheckedIOException if the line, or an earlier one, cannot be written */
    void append(CharSequence line) {
        change(() -> {
            out.append(line).append(lineEnd);
            long now = System.nanoTime();
            if (now - flushedAt >= FLUSH_NANOS) {
                out.flush();
                flushedAt = now;
            }
        });
    }

    /** Puts in place of every line what {@code change} makes of it; empty drops the line. */
    void rewrite(Function<String, Optional<String>> change) {
        change(() -> {
            out.close();
            rewrite(file, lineEnd, change);
            out = appender(file);
        });
    }

    void flush() {
        change(() -> out.flush());
    }

    /** @throws UncheckedIOException if what was appended last cannot be written */
    @Override
    public void close() {
        if (failure.isEmpty()) {
            change(() -> out.close());
        }
    }

    private void change(Change change) {
        if (failure.isPresent()) {
            throw cannotBeWritten(file, failure.get());
        }
        try {
            change.make();
        } catch (IOException failed) {
            failure = Optional.of(failed);
            throw cannotBeWritten(file, failed);
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    private static UncheckedIOException cannotBeWritten(Path file, IOException failed) {
        return new UncheckedIOException("log " + file + " cannot be written", failed);
    }

    private static BufferedWriter appender(Path file) throws IOException {
        return new BufferedWriter(
                Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), BUFFER);
    }

    private static void rewrite(Path file, String lineEnd, Function<String, Optional<String>> carry)
            throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".writing");
        try {
            try (BufferedWriter kept = Files.newBufferedWriter(unfinished)) {
                if (Files.exists(file)) {
                    copy(file, line -> {
                        Optional<String> carried = carry.apply(line);
                        if (carried.isPresent()) {
                            kept.append(carried.get()).append(lineEnd);
                        }
                    });
                }
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** What to do with one line. */
    interface Line {
        void take(String line) throws IOException;
    }

    /** Hands on every whole line; bytes that a crash left behind and that are no UTF-8 become replacement characters. */
    static void copy(Path file, Line taker) throws IOException {
        boolean whole = endsWithALine(file);
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null) {
                String next = in.readLine();
                if (next != null || whole) {
                    taker.take(line);
                }
                line = next;
            }
        }
    }

    private static boolean endsWithALine(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            if (bytes.length() == 0) {
                return true;
            }
            bytes.seek(bytes.length() - 1);
            return bytes.read() == '\n';
        }
    }
}
