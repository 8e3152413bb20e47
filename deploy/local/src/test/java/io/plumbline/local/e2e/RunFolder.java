package io.plumbline.local.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where one run of the tests keeps its files: a folder of its own below {@code target}, left for whoever looks into a failure. */
final class RunFolder {
    private static final Path RUN =
            Path.of("target", "e2e", "run-" + ProcessHandle.current().pid()).toAbsolutePath();

    private RunFolder() {}

    static Path of(String name) {
        try {
            return Files.createDirectories(RUN.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + RUN.resolve(name), e);
        }
    }
}
