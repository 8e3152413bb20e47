package io.plumbline.trainer.publish;

import io.plumbline.contracts.checkpoint.CheckpointName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of checkpoints, {@code <store>/<model>/<version>/}.
 *
 * <p>A checkpoint is there whole or not at all: its files are written to a folder beside the target whose name begins with a
 * dot, forced to disk, and the folder is renamed in one step. A version that exists is never written over.
 */
final class CheckpointStore {
    private final Path root;

    CheckpointStore(Path root) {
        this.root = root;
    }

    /** Writes a checkpoint's files and gives its folder. */
    Path add(String model, String version, Map<String, byte[]> files) {
        Path folder = root.resolve(CheckpointName.check("model", model));
        Path target = folder.resolve(CheckpointName.check("version", version));
        try {
            if (Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.createDirectories(folder);
            Path unfinished = Files.createTempDirectory(folder, ".writing-");
            try {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    write(unfinished.resolve(CheckpointName.check("file", file.getKey())), file.getValue());
                }
                force(unfinished);
                Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
                force(folder);
            } finally {
                deleteIfThere(unfinished);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("checkpoint cannot be written to " + target, failed);
        }
        return target;
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
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
}
