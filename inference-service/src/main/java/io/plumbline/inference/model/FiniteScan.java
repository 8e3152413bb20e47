package io.plumbline.inference.model;

import io.plumbline.contracts.event.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Looks for NaN and infinity; integers have neither. */
final class FiniteScan {
    private FiniteScan() {}

    /** The index of the first element that is not finite, or −1. */
    static int firstNonFinite(Datatype type, ByteBuffer littleEndian) {
        ByteBuffer bytes = littleEndian.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int start = bytes.position();
        int elements = bytes.remaining() / Math.max(1, type.bytes());
        if (type == Datatype.FP32) {
            for (int i = 0; i < elements; i++) {
                if (!Float.isFinite(bytes.getFloat(start + i * Float.BYTES))) {
                    return i;
                }
            }
        } else if (type == Datatype.FP64) {
            for (int i = 0; i < elements; i++) {
                if (!Double.isFinite(bytes.getDouble(start + i * Double.BYTES))) {
                    return i;
                }
            }
        }
        return -1;
    }
}
