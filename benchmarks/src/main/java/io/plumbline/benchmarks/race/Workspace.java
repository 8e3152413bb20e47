package io.plumbline.benchmarks.race;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder of a race. Cut short by a signal, the race leaves neither processes nor gigabytes behind. */
public final class Workspace implements AutoCloseable {
    private final Path folder;

    public Workspace(String name) throws IOException {
        folder = Files.createTempDirectory("plumbline-" + name + "-benchmark");
        Runtime.getRuntime().addShutdownHook(new Thread(this::abandon, "bench-abandon"));
    }

    public Path folder() {
        return folder;
    }

    private void abandon() {
        ProcessHandle.current().children().forEach(child -> {
            child.destroyForcibly();
            child.onExit().join();
        });
        try {
            delete(folder);
        } catch (IOException e) {
            System.err.println(folder + " is left behind: " + e.getMessage());
        }
    }

    /** Deletes a folder with all that is in it; nothing happens if there is none. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }
}
