package io.plumbline.trainer.dataset;

import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.config.Suggestion;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.experiment.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a data file as stored, and as they read once unzipped.
 *
 * <p>What it unzips to is bounded by {@code maxBytes} and grows with what is really there, never with what a header claims.
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk bytes; never compared.
public record DataFile(Path path, byte[] stored) {
    /** 1 GiB of unzipped data: sixteen times the largest Fashion-MNIST file. */
    static final int MAX_BYTES = 1 << 30;

    /** The file that a setting names; a problem is noted if there is none. Relative to {@code folder} where no file wrote it. */
    public static Path named(Settings data, String key, Path folder) {
        Path path = data.file(key, folder);
        if (data.has(key) && !Files.isRegularFile(path)) {
            data.problem(
                    key,
                    Files.exists(path)
                            ? "is " + path + ", which is no file, expected one"
                            : "is a file that is not there: " + path + " does not exist" + neighbour(path));
        }
        return path;
    }

    /** @throws InvalidExperimentException if there is no such file */
    public static DataFile read(Path path) {
        try {
            return new DataFile(path, Files.readAllBytes(path));
        } catch (NoSuchFileException absent) {
            throw new InvalidExperimentException("experiment", List.of(path + " does not exist"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path + " cannot be read", unreadable);
        }
    }

    /** The content: unzipped if the file's name ends in {@code .gz}. */
    public byte[] content() {
        return content(MAX_BYTES);
    }

    /** @throws MalformedDataException if it is no whole gzip stream though its name says so, or larger than allowed */
    public byte[] content(int maxBytes) {
        if (!path.toString().endsWith(".gz")) {
            return bounded(stored, maxBytes);
        }
        try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(stored))) {
            return bounded(unzipped.readNBytes(maxBytes + 1), maxBytes);
        } catch (ZipException malformed) {
            throw new MalformedDataException(path + " is not a gzip file: " + malformed.getMessage());
        } catch (IOException truncated) {
            throw new MalformedDataException(path + " ends inside its gzip stream: " + truncated.getMessage());
        }
    }

    /** Over the stored bytes of all files, so that a data set's hash covers them. */
    public static String sha256(DataFile... files) {
        MessageDigest digest = Digests.newSha256();
        for (DataFile file : files) {
            digest.update(file.stored);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String neighbour(Path path) {
        Path folder = path.getParent();
        Path name = path.getFileName();
        if (folder == null || name == null || !Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> beside = Files.list(folder)) {
            List<String> names = beside.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
            return Suggestion.closest(name.toString(), names)
                    .map(near -> " (did you mean '" + near + "'?)")
                    .orElse("");
        } catch (IOException unreadable) {
            // Only the suggestion is lost; that the file is absent is said anyway.
            return "";
        }
    }

    private byte[] bounded(byte[] content, int maxBytes) {
        if (content.length > maxBytes) {
            throw new MalformedDataException(path + " has more than " + maxBytes + " bytes unzipped");
        }
        return content;
    }
}
