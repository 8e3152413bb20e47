package io.plumbline.inference.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The files of one checkpoint, read under a limit and never from outside its folder. */
final class CheckpointFiles {
    private final Path folder;
    private final Path realFolder;

    private CheckpointFiles(Path folder, Path realFolder) {
        this.folder = folder;
        this.realFolder = realFolder;
    }

    static CheckpointFiles open(Path folder) throws IOException, RefusedException {
        try {
            // The store itself may be reached by a link, as a mounted volume often is.
            return new CheckpointFiles(folder, folder.toRealPath());
        } catch (NoSuchFileException e) {
            throw new RefusedException(RefusalReason.MISSING, "there is no checkpoint folder " + folder);
        }
    }

    String where(String name) {
        return folder.resolve(name).toString();
    }

    /** Whether there is anything of that name, a link that leads nowhere included. */
    boolean exists(String name) {
        return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** The file's bytes as they are now, if they are at most that many. */
    byte[] read(String name, long maxBytes) throws IOException, RefusedException {
        Path real = inside(name);
        long size = Files.size(real);
        if (size > maxBytes) {
            throw tooLarge(name, size, maxBytes);
        }
        return read(name, real, size, maxBytes);
    }

    /**
     * The file's bytes as they are now, if they are as many as the manifest says.
     *
     * @param expectedBytes so that no file is read, nor memory taken for it, whose digest would be wrong anyhow
     */
    byte[] read(String name, long maxBytes, long expectedBytes) throws IOException, RefusedException {
        Path real = inside(name);
        long size = Files.size(real);
        if (size > maxBytes) {
            throw tooLarge(name, size, maxBytes);
        }
        if (size != expectedBytes) {
            throw new RefusedException(
                    RefusalReason.WRONG_DIGEST,
                    "file has " + size + " bytes, manifest expects " + expectedBytes + " (" + where(name) + ")");
        }
        return read(name, real, size, maxBytes);
    }

    private Path inside(String name) throws IOException, RefusedException {
        Path file = folder.resolve(name);
        Path real;
        try {
            real = file.toRealPath();
        } catch (NoSuchFileException e) {
            throw new RefusedException(RefusalReason.MISSING, "there is no file " + file);
        }
        if (!real.startsWith(realFolder)) {
            throw new RefusedException(
                    RefusalReason.OUTSIDE_FOLDER,
                    "file leads to " + real + ", expected it to stay in " + realFolder + " (" + file + ")");
        }
        if (!Files.isRegularFile(real)) {
            throw new RefusedException(RefusalReason.MISSING, "not a regular file: " + file);
        }
        return real;
    }

    /** Takes the memory once: a stream that is read without knowing its length is copied as it grows. */
    private byte[] read(String name, Path real, long size, long maxBytes) throws IOException, RefusedException {
        // A link put in the file's place since it was looked at is not followed.
        try (InputStream in = Files.newInputStream(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = new byte[(int) size];
            int got = in.readNBytes(bytes, 0, bytes.length);
            if (got == bytes.length && in.read() >= 0) {
                throw tooLarge(name, Files.size(real), Math.min(size, maxBytes));
            }
            return got == bytes.length ? bytes : Arrays.copyOf(bytes, got);
        } catch (OutOfMemoryError e) {
            // One array that did not fit: nothing else was lost.
            throw new RefusedException(
                    RefusalReason.TOO_LARGE,
                    "file has " + size + " bytes, expected at most what is free of the heap of "
                            + Runtime.getRuntime().maxMemory() + " (" + where(name) + ")");
        }
    }

    private RefusedException tooLarge(String name, long bytes, long expected) {
        return new RefusedException(
                RefusalReason.TOO_LARGE,
                "file has " + bytes + " bytes, expected at most " + expected + " (" + where(name) + ")");
    }
}
