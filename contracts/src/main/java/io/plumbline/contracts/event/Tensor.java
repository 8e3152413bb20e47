package io.plumbline.contracts.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A named array of numbers as it travels on a topic: row-major, little-endian.
 *
 * <p>Shape: as many elements as the product of {@link #shape()}; an empty shape is one number. Immutable: the bytes
 * are never written after construction.
 * <p>Holds every fixed-width datatype; {@link Datatype#BYTES} has no place here.
 */
public final class Tensor {
    private final String name;
    private final Datatype datatype;
    private final long[] shape;
    private final ByteBuffer bytes;

    private Tensor(String name, Datatype datatype, long[] shape, ByteBuffer bytes) {
        this.name = name;
        this.datatype = datatype;
        this.shape = shape;
        this.bytes = bytes;
    }

    /**
     * Wraps encoded elements without copying them; the caller gives the buffer away.
     *
     * @throws IllegalArgumentException if the buffer's length is not elements × element size
     */
    public static Tensor of(String name, Datatype datatype, long[] shape, ByteBuffer littleEndian) {
        ByteBuffer bytes = littleEndian.slice().order(ByteOrder.LITTLE_ENDIAN);
        long expected = Math.multiplyExact(elements(shape), (long) datatype.bytes());
        if (datatype == Datatype.BYTES || bytes.remaining() != expected) {
            throw new IllegalArgumentException("tensor '" + name + "' has " + bytes.remaining() + " bytes, expected "
                    + expected + " for " + datatype + Arrays.toString(shape));
        }
        return new Tensor(name, datatype, shape.clone(), bytes);
    }

    /** An FP32 tensor over a copy of the values. */
    public static Tensor floats(String name, long[] shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return of(name, Datatype.FP32, shape, bytes);
    }

    /**
     * How many elements a shape has.
     *
     * @throws IllegalArgumentException if a dimension is negative
     * @throws ArithmeticException if the product does not fit a long
     */
    public static long elements(long[] shape) {
        long product = 1;
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("shape is " + Arrays.toString(shape) + ", expected no negative one");
            }
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }

    public String name() {
        return name;
    }

    public Datatype datatype() {
        return datatype;
    }

    public long[] shape() {
        return shape.clone();
    }

    /** How many dimensions the shape has. */
    public int rank() {
        return shape.length;
    }

    /** One dimension of the shape, without copying the whole. */
    public long dimension(int axis) {
        return shape[axis];
    }

    public int elements() {
        return bytes.capacity() / datatype.bytes();
    }

    /** The encoded elements, read-only, positioned at the first. */
    public ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Element {@code index} of the flattened tensor as a double; integers beyond 2^53 round. */
    public double doubleAt(int index) {
        return switch (datatype) {
            case FP32 -> bytes.getFloat(index * 4);
            case FP64 -> bytes.getDouble(index * 8);
            case BOOL, UINT8 -> bytes.get(index) & 0xFF;
            case INT8 -> bytes.get(index);
            case INT16 -> bytes.getShort(index * 2);
            case UINT16 -> bytes.getShort(index * 2) & 0xFFFF;
            case INT32 -> bytes.getInt(index * 4);
            case UINT32 -> bytes.getInt(index * 4) & 0xFFFF_FFFFL;
            case INT64 -> bytes.getLong(index * 8);
            case UINT64 -> unsigned(bytes.getLong(index * 8));
            case FP16 -> HalfFloats.fromFp16(bytes.getShort(index * 2));
            case BF16 -> Float.intBitsToFloat(bytes.getShort(index * 2) << 16);
            case BYTES -> throw new IllegalStateException("BYTES has no numbers");
        };
    }

    /** All elements as floats, in row-major order. */
    public float[] toFloats() {
        float[] values = new float[elements()];
        if (datatype == Datatype.FP32) {
            bytes.asFloatBuffer().get(0, values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) doubleAt(i);
        }
        return values;
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1) * 2.0 + (value & 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && name.equals(that.name)
                && datatype == that.datatype
                && Arrays.equals(shape, that.shape)
                && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + bytes.hashCode();
    }

    @Override
    public String toString() {
        return name + ":" + datatype + Arrays.toString(shape);
    }
}
