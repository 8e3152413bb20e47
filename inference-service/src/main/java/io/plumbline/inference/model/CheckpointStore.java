package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.CheckpointName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder in which checkpoints lie: {@code <store>/<model>/<version>/}.
 *
 * <p>A folder whose name no checkpoint can have is not listed. Threads: any number of callers.
 */
public final class CheckpointStore {
    private final Path root;

    public CheckpointStore(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    /** The models in the store, by name; none when there is no store yet. */
    public List<String> models() throws IOException {
        return folders(root);
    }

    /**
     * The versions of a model, by name, which is also the order in which they were trained.
     *
     * @throws IllegalArgumentException if the name is not a plain path segment
     */
    public List<String> versions(String model) throws IOException {
        return folders(root.resolve(CheckpointName.check("model", model)));
    }

    /**
     * Where that checkpoint is, or would be.
     *
     * @throws IllegalArgumentException if a name is not a plain path segment, so none can point out of the store
     */
    public Path folder(String model, String version) {
        return root.resolve(CheckpointName.check("model", model)).resolve(CheckpointName.check("version", version));
    }

    private static List<String> folders(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(CheckpointStore::isName)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static boolean isName(String folder) {
        try {
            CheckpointName.check("folder", folder);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // Such a folder is somebody else's: no checkpoint can have the name.
        }
    }
}
