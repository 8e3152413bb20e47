package io.plumbline.contracts.codec;

import com.google.protobuf.ByteString;
import io.plumbline.contracts.codec.proto.InferTensorContents;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Tensors as the Open Inference Protocol v2 writes them in protobuf: in typed lists, or raw beside the tensors. */
final class TensorProto {
    private TensorProto() {}

    /** What the message says of one tensor, input or output alike. */
    record Head(String name, String datatype, List<Long> shape, InferTensorContents contents, boolean hasContents) {}

    /**
     * Reads tensor {@code index} of a message.
     *
     * @param raw all raw entries of the message; empty when the contents are typed
     */
    static Tensor read(Head head, int index, List<ByteString> raw, int tensors, String path) throws Refusal {
        Datatype datatype = Tensors.numeric(head.datatype(), path);
        long[] shape = head.shape().stream().mapToLong(Long::longValue).toArray();
        if (raw.isEmpty()) {
            return typed(head, datatype, shape, path);
        }
        if (head.hasContents()) {
            throw new Refusal(RejectReason.MALFORMED, "has typed and raw contents, expected one of them", path);
        }
        if (raw.size() != tensors) {
            throw new Refusal(
                    RejectReason.MALFORMED,
                    "message has " + raw.size() + " raw contents, expected " + tensors + ", one per tensor",
                    path);
        }
        ByteBuffer bytes = raw.get(index).asReadOnlyByteBuffer();
        if (bytes.remaining() % datatype.bytes() != 0) {
            throw new Refusal(
                    RejectReason.WRONG_SHAPE,
                    "raw contents have " + bytes.remaining() + " bytes, expected a multiple of " + datatype.bytes(),
                    path);
        }
        Tensors.requireElements(head.name(), shape, bytes.remaining() / datatype.bytes(), path);
        return Tensor.of(head.name(), datatype, shape, bytes);
    }

    private static Tensor typed(Head head, Datatype datatype, long[] shape, String path) throws Refusal {
        InferTensorContents contents = head.contents();
        int present =
                switch (datatype) {
                    case BOOL -> contents.getBoolContentsCount();
                    case INT8, INT16, INT32 -> contents.getIntContentsCount();
                    case INT64 -> contents.getInt64ContentsCount();
                    case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
                    case UINT64 -> contents.getUint64ContentsCount();
                    case FP32 -> contents.getFp32ContentsCount();
                    case FP64 -> contents.getFp64ContentsCount();
                    case FP16, BF16, BYTES ->
                        throw new Refusal(RejectReason.UNSUPPORTED, datatype + " travels only as raw bytes", path);
                };
        Tensors.requireElements(head.name(), shape, present, path);
        ByteBuffer bytes = Tensors.allocate(present, datatype);
        for (int i = 0; i < present; i++) {
            switch (datatype) {
                case BOOL -> bytes.put((byte) (contents.getBoolContents(i) ? 1 : 0));
                case INT8 -> bytes.put((byte) inRange(contents.getIntContents(i), -128, 127, path));
                case INT16 -> bytes.putShort((short) inRange(contents.getIntContents(i), -32768, 32767, path));
                case INT32 -> bytes.putInt(contents.getIntContents(i));
                case INT64 -> bytes.putLong(contents.getInt64Contents(i));
                case UINT8 -> bytes.put((byte) inRange(contents.getUintContents(i) & 0xFFFF_FFFFL, 0, 255, path));
                case UINT16 ->
                    bytes.putShort((short) inRange(contents.getUintContents(i) & 0xFFFF_FFFFL, 0, 65535, path));
                case UINT32 -> bytes.putInt(contents.getUintContents(i));
                case UINT64 -> bytes.putLong(contents.getUint64Contents(i));
                case FP32 -> bytes.putFloat(contents.getFp32Contents(i));
                default -> bytes.putDouble(contents.getFp64Contents(i));
            }
        }
        return Tensor.of(head.name(), datatype, shape, bytes.flip());
    }

    private static long inRange(long value, long low, long high, String path) throws Refusal {
        if (value < low || value > high) {
            throw new Refusal(
                    RejectReason.WRONG_TYPE,
                    "got " + value + ", expected an integer from " + low + " to " + high,
                    path);
        }
        return value;
    }

    static ByteString raw(Tensor tensor) {
        return ByteString.copyFrom(tensor.bytes());
    }
}
