package io.plumbline.trainer.state;

import io.plumbline.contracts.codec.Json;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Named tensors with a few facts about them, in one file.
 *
 * <p>Layout: the eight bytes {@code PLUMSTAT}, the length of a JSON header as int32, the header ({@code facts}, and
 * {@code tensors}: name and count of each), the tensors' float32 values one after another, and the SHA-256 of everything before
 * it. Numbers are little-endian.
 *
 * @param facts JSON values only
 * @param tensors row-major values by name
 */
public record TensorFile(Map<String, Object> facts, Map<String, float[]> tensors) {
    private static final byte[] MAGIC = "PLUMSTAT".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_HEADER_BYTES = 16 << 20;
    private static final int CHUNK = 1 << 14;

    public TensorFile {
        facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        tensors = java.util.Collections.unmodifiableMap(new TreeMap<>(tensors));
    }

    /** Replaces {@code file} in one step. */
    public void write(Path file) {
        Map<String, Object> counts = new LinkedHashMap<>();
        tensors.forEach((name, values) -> counts.put(name, values.length));
        byte[] header = Json.write(Map.of("facts", facts, "tensors", counts)).getBytes(StandardCharsets.UTF_8);
        DurableFile.write(file, out -> {
            MessageDigest digest = sha256();
            DataOutputStream data = new DataOutputStream(new DigestOutputStream(out, digest));
            data.write(MAGIC);
            data.writeInt(Integer.reverseBytes(header.length));
            data.write(header);
            for (float[] values : tensors.values()) {
                write(values, data);
            }
            data.flush();
            out.write(digest.digest());
        });
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws MalformedStateException if it is absent, cut short, or changed
     */
    public static TensorFile read(Path file) {
        MessageDigest digest = sha256();
        try (InputStream stored = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                DataInputStream data = new DataInputStream(new DigestInputStream(stored, digest))) {
            if (!Arrays.equals(data.readNBytes(MAGIC.length), MAGIC)) {
                throw new MalformedStateException(file + " is not a saved state: it does not begin with PLUMSTAT");
            }
            int length = Integer.reverseBytes(data.readInt());
            if (length < 2 || length > MAX_HEADER_BYTES) {
                throw new MalformedStateException(
                        file + " has a header of " + length + " bytes, expected 2 to " + MAX_HEADER_BYTES);
            }
            byte[] headerBytes = data.readNBytes(length);
            Map<String, Object> header = Json.read(headerBytes);
            Map<String, float[]> tensors = new TreeMap<>();
            long left = Files.size(file);
            for (Map.Entry<String, Object> count : new TreeMap<>(section(file, header, "tensors")).entrySet()) {
                long size = count.getValue() instanceof Number number ? number.longValue() : -1;
                if (size < 0 || size * Float.BYTES > left) {
                    throw new MalformedStateException(
                            file + " claims " + count.getValue() + " numbers for '" + count.getKey() + "'");
                }
                tensors.put(count.getKey(), readFloats(data, (int) size));
            }
            byte[] computed = digest.digest();
            if (!Arrays.equals(stored.readNBytes(computed.length), computed) || stored.read() != -1) {
                throw new MalformedStateException(
                        file + " does not match its own checksum: it was changed or cut short");
            }
            return new TensorFile(section(file, header, "facts"), tensors);
        } catch (NoSuchFileException absent) {
            throw new MalformedStateException(file + " does not exist");
        } catch (EOFException cut) {
            throw new MalformedStateException(file + " is cut short");
        } catch (IllegalArgumentException notJson) {
            throw new MalformedStateException(file + " has a header that is " + notJson.getMessage());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file + " cannot be read", unreadable);
        }
    }

    private static Map<String, Object> section(Path file, Map<String, Object> header, String name) {
        if (!(header.get(name) instanceof Map<?, ?> section)) {
            throw new MalformedStateException(file + " has no '" + name + "' in its header");
        }
        Map<String, Object> typed = new LinkedHashMap<>();
        section.forEach((key, value) -> typed.put(String.valueOf(key), value));
        return typed;
    }

    private static void write(float[] values, OutputStream out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += CHUNK) {
            int size = Math.min(CHUNK, values.length - from);
            chunk.clear();
            chunk.asFloatBuffer().put(values, from, size);
            out.write(chunk.array(), 0, size * Float.BYTES);
        }
    }

    private static float[] readFloats(DataInputStream in, int count) throws IOException {
        float[] values = new float[count];
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < count; from += CHUNK) {
            int size = Math.min(CHUNK, count - from);
            in.readFully(chunk.array(), 0, size * Float.BYTES);
            chunk.clear();
            chunk.asFloatBuffer().get(values, from, size);
        }
        return values;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
