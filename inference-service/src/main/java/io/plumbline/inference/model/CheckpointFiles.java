package io.plumbline.inference.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

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

    /** The file's bytes as they are now. */
    byte[] read(String name, long maxBytes) throws IOException, RefusedException {
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
        try (InputStream in = Files.newInputStream(real)) {
            // Reads what is there, not what the size claims: the file may grow while it is read.
            long size = Files.size(real);
            byte[] bytes =
                    size > maxBytes ? new byte[0] : in.readNBytes((int) Math.min(maxBytes, Integer.MAX_VALUE - 8L));
            if (size > maxBytes || in.read() >= 0) {
                throw new RefusedException(
                        RefusalReason.TOO_LARGE,
                        "file has " + Files.size(real) + " bytes, expected at most " + maxBytes + " (" + file + ")");
            }
            return bytes;
        }
    }
}
