package io.plumbline.contracts.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder in which checkpoints lie: {@code <store>/<model>/<version>/}.
 *
 * <p>A checkpoint is there whole or not at all: its files are written to a folder beside the target whose name begins with a
 * dot, forced to disk, and the folder is renamed in one step. A version that exists is never written over. A folder whose
 * name no checkpoint can have is not listed.
 *
 * <p>Threads: any number of callers.
 */
public final class CheckpointStore {
    private final Path root;

    public CheckpointStore(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    /** A checkpoint that is not in the store yet. */
    public interface Unfinished {
        /** Where its files are until it is complete. */
        Path folder();

        /** Writes a file, replacing one of that name, and forces it to disk. */
        void write(String name, byte[] content) throws IOException;
    }

    /** Writes a checkpoint's files, and judges them; what it throws leaves nothing behind. */
    @FunctionalInterface
    public interface Filling<E extends Exception> {
        void fill(Unfinished checkpoint) throws IOException, E;
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

    /**
     * Writes a checkpoint's files by name and gives its folder.
     *
     * @throws FileAlreadyExistsException if the store has that version
     */
    public Path add(String model, String version, Map<String, byte[]> files) throws IOException {
        return this.<RuntimeException>add(model, version, checkpoint -> {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                checkpoint.write(file.getKey(), file.getValue());
            }
        });
    }

    /**
     * Lets a checkpoint be filled and gives its folder.
     *
     * @throws FileAlreadyExistsException if the store has that version
     * @throws E if the filling says no
     */
    public <E extends Exception> Path add(String model, String version, Filling<E> filling) throws IOException, E {
        Path target = folder(model, version);
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Path parent = Files.createDirectories(root.resolve(model));
        Path unfinished = Files.createTempDirectory(parent, ".writing-");
        try {
            filling.fill(new Writing(unfinished));
            force(unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            force(parent);
        } finally {
            deleteIfThere(unfinished);
        }
        return target;
    }

    private record Writing(Path folder) implements Unfinished {
        @Override
        public void write(String name, byte[] content) throws IOException {
            try (FileChannel channel = FileChannel.open(
                    folder.resolve(CheckpointName.check("file", name)),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
        }
    }

    /** Makes a folder's entries durable. Windows cannot open a folder, and needs no such call. */
    private static void force(Path folder) throws IOException {
        if (!System.getProperty("os.name", "").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void deleteIfThere(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> inside = Files.walk(folder)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
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
