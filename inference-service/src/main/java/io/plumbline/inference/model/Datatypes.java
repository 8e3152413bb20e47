package io.plumbline.inference.model;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.TensorInfo;
import io.plumbline.contracts.event.Datatype;
import java.util.Optional;

/** The element types served here, in the three vocabularies that meet in this package. */
public final class Datatypes {
    private Datatypes() {}

    /** DJL's name of a type, or empty for one that is not served. */
    static Optional<DataType> inDjl(Datatype type) {
        return switch (type) {
            case FP32 -> Optional.of(DataType.FLOAT32);
            case FP64 -> Optional.of(DataType.FLOAT64);
            case INT8 -> Optional.of(DataType.INT8);
            case UINT8 -> Optional.of(DataType.UINT8);
            case INT32 -> Optional.of(DataType.INT32);
            case INT64 -> Optional.of(DataType.INT64);
            case BOOL, UINT16, UINT32, UINT64, INT16, FP16, BF16, BYTES -> Optional.empty();
        };
    }

    /** The graph's type in the protocol's name, or empty for one that is not served. */
    public static Optional<Datatype> ofGraph(TensorInfo info) {
        return switch (info.onnxType) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> Optional.of(Datatype.FP32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> Optional.of(Datatype.FP64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> Optional.of(Datatype.INT8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> Optional.of(Datatype.UINT8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> Optional.of(Datatype.INT32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> Optional.of(Datatype.INT64);
            default -> Optional.empty();
        };
    }
}
