package io.plumbline.contracts.event;

import java.util.Optional;

/**
 * Element type of a tensor, named as the Open Inference Protocol v2 names it.
 *
 * <p>Units: {@link #bytes()} is the size of one element; {@link #BYTES} has no fixed size and reports 0.
 */
public enum Datatype {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    BF16(2),
    FP32(4),
    FP64(8),
    BYTES(0);

    private final int bytes;

    Datatype(int bytes) {
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }

    /** The datatype of that protocol name, or empty for a name that the protocol does not have. */
    public static Optional<Datatype> named(String name) {
        for (Datatype type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
