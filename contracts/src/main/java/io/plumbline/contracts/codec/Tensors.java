package io.plumbline.contracts.codec;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Tensor;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The checks that a tensor must pass whichever encoding it came in. */
final class Tensors {
    private static final int MAX_RANK = 16;
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private Tensors() {}

    static Datatype numeric(String name, String path) throws Refusal {
        Datatype datatype = Datatype.named(name)
                .orElseThrow(() -> new Refusal(
                        RejectReason.WRONG_DATATYPE,
                        "datatype is '" + (name.length() > 20 ? name.substring(0, 20) : name)
                                + "', expected one of the Open Inference Protocol's",
                        path));
        if (datatype == Datatype.BYTES) {
            throw new Refusal(RejectReason.UNSUPPORTED, "datatype is BYTES, expected numbers", path);
        }
        return datatype;
    }

    /** Holds the claimed shape against the elements that really came. */
    static void requireElements(String name, long[] shape, long present, String path) throws Refusal {
        if (shape.length > MAX_RANK) {
            throw new Refusal(
                    RejectReason.WRONG_SHAPE,
                    "tensor '" + name + "' has " + shape.length + " dimensions, expected at most " + MAX_RANK,
                    path);
        }
        long claimed;
        try {
            claimed = Tensor.elements(shape);
        } catch (ArithmeticException | IllegalArgumentException e) {
            claimed = -1;
        }
        if (claimed != present) {
            throw new Refusal(
                    RejectReason.WRONG_SHAPE,
                    "tensor '" + name + "' has " + present + " elements, expected those of its shape "
                            + Arrays.toString(shape),
                    path);
        }
    }

    static ByteBuffer allocate(long elements, Datatype datatype) {
        return ByteBuffer.allocate(Math.toIntExact(elements * datatype.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    static void putInteger(JsonNode element, Datatype datatype, ByteBuffer bytes, String path) throws Refusal {
        JsonField field = new JsonField(element, path);
        if (datatype == Datatype.UINT64) {
            if (!element.isIntegralNumber()
                    || element.bigIntegerValue().signum() < 0
                    || element.bigIntegerValue().compareTo(UINT64_MAX) > 0) {
                throw field.wrongType("an unsigned 64-bit integer");
            }
            bytes.putLong(element.bigIntegerValue().longValue());
            return;
        }
        long value = field.integer();
        long low =
                switch (datatype) {
                    case INT8 -> Byte.MIN_VALUE;
                    case INT16 -> Short.MIN_VALUE;
                    case INT32 -> Integer.MIN_VALUE;
                    case INT64 -> Long.MIN_VALUE;
                    default -> 0;
                };
        long high =
                switch (datatype) {
                    case INT8 -> Byte.MAX_VALUE;
                    case INT16 -> Short.MAX_VALUE;
                    case INT32 -> Integer.MAX_VALUE;
                    case UINT8 -> 0xFF;
                    case UINT16 -> 0xFFFF;
                    case UINT32 -> 0xFFFF_FFFFL;
                    case INT64 -> Long.MAX_VALUE;
                    default ->
                        throw new Refusal(RejectReason.UNSUPPORTED, datatype + " travels only as raw bytes", path);
                };
        if (value < low || value > high) {
            throw field.wrongType("an integer from " + low + " to " + high);
        }
        switch (datatype.bytes()) {
            case 1 -> bytes.put((byte) value);
            case 2 -> bytes.putShort((short) value);
            case 4 -> bytes.putInt((int) value);
            default -> bytes.putLong(value);
        }
    }
}
