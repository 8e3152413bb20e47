package io.plumbline.trainer.logger.tensorboard;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One protobuf message being written.
 *
 * <p>Source: Protocol Buffers documentation, "Encoding": a field is a varint {@code number << 3 | type} and its value; type
 * 0 is a varint, 1 eight bytes, 2 a length and bytes, 5 four bytes, all little-endian.
 */
final class WireBytes {
    private byte[] bytes = new byte[128];
    private int length;

    WireBytes varint(int field, long value) {
        tag(field, 0);
        return raw(value);
    }

    WireBytes fixed64(int field, double value) {
        tag(field, 1);
        return little(Double.doubleToRawLongBits(value), Double.BYTES);
    }

    WireBytes fixed32(int field, float value) {
        tag(field, 5);
        return little(Float.floatToRawIntBits(value), Float.BYTES);
    }

    WireBytes text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    WireBytes message(int field, WireBytes inner) {
        return bytes(field, inner.toBytes());
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private WireBytes bytes(int field, byte[] value) {
        tag(field, 2);
        raw(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    private void tag(int field, int type) {
        raw((long) field << 3 | type);
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private WireBytes raw(long value) {
        room(10);
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes[length++] = (byte) (left & 0x7F | 0x80);
            left >>>= 7;
        }
        bytes[length++] = (byte) left;
        return this;
    }

    private WireBytes little(long bits, int count) {
        room(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) (bits >>> 8 * i);
        }
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
