package io.plumbline.local.produce;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file of {@linkplain EventLine events}, one a line, read from its start; empty lines are skipped. */
public final class EventFile implements AutoCloseable {
    private final Path path;
    private final BufferedReader reader;
    private long lineNumber;

    private EventFile(Path path, BufferedReader reader) {
        this.path = path;
        this.reader = reader;
    }

    public static EventFile open(Path path) throws IOException {
        try {
            return new EventFile(path, Files.newBufferedReader(path));
        } catch (NoSuchFileException e) {
            throw new MalformedEventException("no file " + path, e);
        }
    }

    /** Every event of a file that fits into memory. */
    public static List<EventLine> readAll(Path path) throws IOException {
        List<EventLine> events = new ArrayList<>();
        try (EventFile file = open(path)) {
            for (Optional<EventLine> next = file.next(); next.isPresent(); next = file.next()) {
                events.add(next.get());
            }
        }
        return events;
    }

    /**
     * The next event; empty at the end.
     *
     * @throws MalformedEventException if the next line is no event, with file, line number and reason
     */
    public Optional<EventLine> next() throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lineNumber++;
            if (!line.isBlank()) {
                try {
                    return Optional.of(EventLine.parse(line));
                } catch (IllegalArgumentException e) {
                    throw new MalformedEventException(path + " line " + lineNumber + ": " + e.getMessage(), e);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
