package io.plumbline.trainer.state;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file in one step: written beside it, forced to disk, renamed over it.
 *
 * <p>A reader, also after a crash, sees the old content or the new one. When the disk is full the old one stays, and what
 * was begun is deleted.
 */
public final class DurableFile {
    private DurableFile() {}

    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @throws UncheckedIOException if it cannot be written; the file is as it was */
    public static void write(Path file, Content content) {
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".writing");
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder);
        } catch (IOException failed) {
            try {
                Files.deleteIfExists(unfinished);
            } catch (IOException alsoFailed) {
                failed.addSuppressed(alsoFailed);
            }
            throw new UncheckedIOException(file + " cannot be written; what it held before is intact", failed);
        }
    }

    /** Makes a folder's entries durable. Windows cannot open a folder, and needs no such call. */
    private static void force(@org.jspecify.annotations.Nullable Path folder) throws IOException {
        if (folder != null && !System.getProperty("os.name", "").startsWith("Windows")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
