package io.plumbline.contracts.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.plumbline.contracts.codec.proto.InferParameter;
import io.plumbline.contracts.codec.proto.ModelInferResponse;
import io.plumbline.contracts.codec.proto.ModelInferResponse.InferOutputTensor;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes a prediction as a {@code ModelInferResponse} straight into its bytes. The generated builders give the same
 * message through a dozen objects more, and this runs once for every prediction.
 */
final class PredictionProto {
    /** Field numbers within one entry of a protobuf map. */
    private static final int MAP_KEY = 1;

    private static final int MAP_VALUE = 2;

    private PredictionProto() {}

    /** @param id the prediction's in UTF-8 */
    static byte[] write(Prediction prediction, byte[] id) {
        byte[] bytes = new byte[size(prediction, id)];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeString(ModelInferResponse.MODEL_NAME_FIELD_NUMBER, prediction.model());
            out.writeString(ModelInferResponse.MODEL_VERSION_FIELD_NUMBER, prediction.version());
            out.writeByteArray(ModelInferResponse.ID_FIELD_NUMBER, id);
            text(out, "role", prediction.role().label());
            if (prediction.label().isPresent()) {
                text(out, "label", prediction.label().get());
            }
            if (prediction.classIndex().isPresent()) {
                number(out, "class_index", prediction.classIndex().getAsInt());
            }
            if (!prediction.items().isEmpty()) {
                text(out, "items", Json.write(prediction.items()));
            }
            for (Tensor tensor : prediction.outputs()) {
                out.writeTag(ModelInferResponse.OUTPUTS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(headSize(tensor));
                out.writeString(InferOutputTensor.NAME_FIELD_NUMBER, tensor.name());
                out.writeString(
                        InferOutputTensor.DATATYPE_FIELD_NUMBER,
                        tensor.datatype().name());
                writeShape(out, tensor);
            }
            for (Tensor tensor : prediction.outputs()) {
                out.writeByteBuffer(ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER, tensor.bytes());
            }
            out.checkNoSpaceLeft();
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("writing protobuf into memory", e);
        }
    }

    private static int size(Prediction prediction, byte[] id) {
        int size = CodedOutputStream.computeStringSize(ModelInferResponse.MODEL_NAME_FIELD_NUMBER, prediction.model())
                + CodedOutputStream.computeStringSize(
                        ModelInferResponse.MODEL_VERSION_FIELD_NUMBER, prediction.version())
                + CodedOutputStream.computeByteArraySize(ModelInferResponse.ID_FIELD_NUMBER, id)
                + entrySize("role", textSize(prediction.role().label()));
        if (prediction.label().isPresent()) {
            size += entrySize("label", textSize(prediction.label().get()));
        }
        if (prediction.classIndex().isPresent()) {
            size += entrySize("class_index", numberSize(prediction.classIndex().getAsInt()));
        }
        if (!prediction.items().isEmpty()) {
            size += entrySize("items", textSize(Json.write(prediction.items())));
        }
        for (Tensor tensor : prediction.outputs()) {
            int head = headSize(tensor);
            int raw = tensor.elements() * tensor.datatype().bytes();
            size += CodedOutputStream.computeTagSize(ModelInferResponse.OUTPUTS_FIELD_NUMBER)
                    + CodedOutputStream.computeUInt32SizeNoTag(head)
                    + head
                    + CodedOutputStream.computeTagSize(ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER)
                    + CodedOutputStream.computeUInt32SizeNoTag(raw)
                    + raw;
        }
        return size;
    }

    /** Bytes of a tensor's name, datatype and shape. */
    private static int headSize(Tensor tensor) {
        int shape = shapeSize(tensor);
        int head = CodedOutputStream.computeStringSize(InferOutputTensor.NAME_FIELD_NUMBER, tensor.name())
                + CodedOutputStream.computeStringSize(
                        InferOutputTensor.DATATYPE_FIELD_NUMBER,
                        tensor.datatype().name());
        return shape == 0
                ? head
                : head
                        + CodedOutputStream.computeTagSize(InferOutputTensor.SHAPE_FIELD_NUMBER)
                        + CodedOutputStream.computeUInt32SizeNoTag(shape)
                        + shape;
    }

    private static int shapeSize(Tensor tensor) {
        int size = 0;
        for (int axis = 0; axis < tensor.rank(); axis++) {
            size += CodedOutputStream.computeInt64SizeNoTag(tensor.dimension(axis));
        }
        return size;
    }

    private static void writeShape(CodedOutputStream out, Tensor tensor) throws IOException {
        if (tensor.rank() > 0) {
            out.writeTag(InferOutputTensor.SHAPE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(shapeSize(tensor));
            for (int axis = 0; axis < tensor.rank(); axis++) {
                out.writeInt64NoTag(tensor.dimension(axis));
            }
        }
    }

    private static void text(CodedOutputStream out, String name, String value) throws IOException {
        openEntry(out, name, textSize(value));
        out.writeString(InferParameter.STRING_PARAM_FIELD_NUMBER, value);
    }

    private static void number(CodedOutputStream out, String name, long value) throws IOException {
        openEntry(out, name, numberSize(value));
        out.writeInt64(InferParameter.INT64_PARAM_FIELD_NUMBER, value);
    }

    private static int textSize(String value) {
        return CodedOutputStream.computeStringSize(InferParameter.STRING_PARAM_FIELD_NUMBER, value);
    }

    private static int numberSize(long value) {
        return CodedOutputStream.computeInt64Size(InferParameter.INT64_PARAM_FIELD_NUMBER, value);
    }

    /** Everything of a parameter up to the {@code valueSize} bytes of its value. */
    private static void openEntry(CodedOutputStream out, String name, int valueSize) throws IOException {
        out.writeTag(ModelInferResponse.PARAMETERS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(entryContent(name, valueSize));
        out.writeString(MAP_KEY, name);
        out.writeTag(MAP_VALUE, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(valueSize);
    }

    private static int entrySize(String name, int valueSize) {
        int content = entryContent(name, valueSize);
        return CodedOutputStream.computeTagSize(ModelInferResponse.PARAMETERS_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(content)
                + content;
    }

    private static int entryContent(String name, int valueSize) {
        return CodedOutputStream.computeStringSize(MAP_KEY, name)
                + CodedOutputStream.computeTagSize(MAP_VALUE)
                + CodedOutputStream.computeUInt32SizeNoTag(valueSize)
                + valueSize;
    }
}
