package io.plumbline.evaluator.tally;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes the compact form that the state stores hold: numbers as zigzag varints (7 bits a byte, low first), doubles as 8
 * bytes big-endian, text as its length in UTF-8 bytes and then the bytes.
 */
public final class StoredBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    public StoredBytes number(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    public StoredBytes flag(boolean value) {
        out.write(value ? 1 : 0);
        return this;
    }

    public StoredBytes real(double value) {
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
        return this;
    }

    public StoredBytes text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    public StoredBytes numbers(long[] values) {
        number(values.length);
        for (long value : values) {
            number(value);
        }
        return this;
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }
}
