package io.plumbline.contracts.checkpoint;

/**
 * What a file of a checkpoint must be.
 *
 * @param sha256 lower-case hex
 * @param bytes its length
 */
public record FileDigest(String sha256, long bytes) {
    public FileDigest {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 is '" + sha256 + "', expected 64 lower-case hex digits");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + ", expected >= 0");
        }
    }
}
