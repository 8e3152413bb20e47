package io.plumbline.evaluator.stored;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the compact form that the state stores hold: numbers as zigzag varints (7 bits a byte, low first), floats and
 * doubles as 4 and 8 bytes big-endian, text as its length in UTF-8 bytes and then the bytes.
 *
 * <p>Threads: one at a time. To be used again after {@link #clear()}.
 */
public final class StoredBytes {
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[128];
    private int length;

    /** Forgets what was written. */
    public StoredBytes clear() {
        length = 0;
        return this;
    }

    public StoredBytes number(long value) {
        room(LONGEST_NUMBER);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    public StoredBytes flag(boolean value) {
        room(1);
        bytes[length++] = (byte) (value ? 1 : 0);
        return this;
    }

    public StoredBytes real(double value) {
        return fixed(Double.doubleToLongBits(value), Double.BYTES);
    }

    public StoredBytes real(float value) {
        return fixed(Float.floatToIntBits(value), Float.BYTES);
    }

    /** All 8 bytes of a number that is as likely to be large as small. */
    public StoredBytes fixed(long value) {
        return fixed(value, Long.BYTES);
    }

    public StoredBytes text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        return this;
    }

    public StoredBytes numbers(long[] values) {
        number(values.length);
        for (long value : values) {
            number(value);
        }
        return this;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Copies what was written to {@code target}, from its index {@code at} on. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, length);
    }

    private StoredBytes fixed(long value, int size) {
        room(size);
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
