package io.plumbline.trainer.dataset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a data file as stored, and as they read once unzipped.
 *
 * <p>What it unzips to is bounded by {@code maxBytes} and grows with what is really there, never with what a header claims.
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk bytes; never compared.
record DataFile(Path path, byte[] stored) {
    /** 1 GiB of unzipped data: sixteen times the largest Fashion-MNIST file. */
    static final int MAX_BYTES = 1 << 30;

    static DataFile read(Path path) {
        try {
            return new DataFile(path, Files.readAllBytes(path));
        } catch (NoSuchFileException absent) {
            throw new MalformedDataException(path + " does not exist");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path + " cannot be read", unreadable);
        }
    }

    /** The content: unzipped if the file's name ends in {@code .gz}. */
    byte[] content() {
        return content(MAX_BYTES);
    }

    byte[] content(int maxBytes) {
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

    /** Adds the stored bytes to a digest, so that a data set's hash covers all its files. */
    void digest(MessageDigest digest) {
        digest.update(stored);
    }

    static String sha256(DataFile... files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (DataFile file : files) {
                file.digest(digest);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private byte[] bounded(byte[] content, int maxBytes) {
        if (content.length > maxBytes) {
            throw new MalformedDataException(path + " has more than " + maxBytes + " bytes unzipped");
        }
        return content;
    }
}
