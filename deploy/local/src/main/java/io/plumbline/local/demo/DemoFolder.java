package io.plumbline.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one folder that everything a demo writes goes to.
 *
 * @param kept whether it stays when the demo is over
 */
public record DemoFolder(Path path, boolean kept) implements AutoCloseable {
    public DemoFolder {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * Makes the folder; from then on it has to be closed.
     *
     * @throws IOException if it cannot be made, or has something in it already
     */
    public DemoFolder create() throws IOException {
        Files.createDirectories(path);
        try (Stream<Path> content = Files.list(path)) {
            if (content.findAny().isPresent()) {
                throw new IOException(path + " is not empty; a demo starts in an empty or a new folder");
            }
        }
        for (Path part : new Path[] {logs(), store(), temporary(), holdout()}) {
            Files.createDirectories(part);
        }
        return this;
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** This process's own log, with the broker's. */
    public Path ownLog() {
        return log("demo");
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** What the trainer leaves beside its checkpoints: logs and reports of its runs. */
    Path runs() {
        return path.resolve("runs");
    }

    Path store() {
        return path.resolve("store");
    }

    Path broker() {
        return path.resolve("broker");
    }

    Path evaluatorState() {
        return path.resolve("evaluator");
    }

    Path holdout() {
        return path.resolve("holdout");
    }

    Path temporary() {
        return path.resolve("tmp");
    }

    /** Deletes it, unless it is kept. */
    @Override
    public void close() {
        if (kept) {
            return;
        }
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            return; // Never created.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }
}
