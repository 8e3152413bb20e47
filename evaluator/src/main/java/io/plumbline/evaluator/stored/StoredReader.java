package io.plumbline.evaluator.stored;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link StoredBytes} wrote. Never believes a length that the remaining bytes cannot hold.
 *
 * <p>Every method throws {@link IllegalArgumentException} where the bytes are not what they should be.
 */
public final class StoredReader {
    private final ByteBuffer in;

    public StoredReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /** Reads {@code length} bytes from {@code offset} on. */
    public StoredReader(byte[] bytes, int offset, int length) {
        in = ByteBuffer.wrap(bytes, offset, length);
    }

    public boolean hasMore() {
        return in.hasRemaining();
    }

    public long number() {
        long zigzag = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            need(1);
            byte next = in.get();
            if (shift == 63 && (next & 0xFE) != 0) {
                break;
            }
            zigzag |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return zigzag >>> 1 ^ -(zigzag & 1);
            }
        }
        throw new IllegalArgumentException("number at byte " + in.position() + " is longer than 64 bits");
    }

    /** A number in {@code [least, most]}. */
    public int number(int least, int most) {
        long value = number();
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "number before byte " + in.position() + " is " + value + ", expected " + least + " to " + most);
        }
        return (int) value;
    }

    /** How many elements follow, each of at least one byte. */
    public int count() {
        long value = number();
        if (value < 0 || value > in.remaining()) {
            throw new IllegalArgumentException("count before byte " + in.position() + " is " + value
                    + ", expected 0 to " + in.remaining() + ", the bytes that remain");
        }
        return (int) value;
    }

    public boolean flag() {
        need(1);
        byte value = in.get();
        if (value != 0 && value != 1) {
            throw new IllegalArgumentException(
                    "flag before byte " + in.position() + " is " + value + ", expected 0 or 1");
        }
        return value == 1;
    }

    public double real() {
        need(Double.BYTES);
        return in.getDouble();
    }

    public float real32() {
        need(Float.BYTES);
        return in.getFloat();
    }

    /** A number of 8 bytes. */
    public long fixed() {
        need(Long.BYTES);
        return in.getLong();
    }

    public String text() {
        int length = count();
        if (ascii(length)) {
            String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.US_ASCII);
            in.position(in.position() + length);
            return text;
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text before byte " + in.position() + " is not UTF-8", e);
        }
    }

    public long[] numbers() {
        long[] values = new long[count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number();
        }
        return values;
    }

    /** Makes sure that nothing follows. */
    public void end() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes follow the end, expected none");
        }
    }

    private boolean ascii(int length) {
        for (int i = in.position(); i < in.position() + length; i++) {
            if (in.get(i) < 0) {
                return false;
            }
        }
        return true;
    }

    private void need(int bytes) {
        if (in.remaining() < bytes) {
            throw new IllegalArgumentException("ends at byte " + in.limit() + ", expected more");
        }
    }
}
