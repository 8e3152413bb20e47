package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Tensors as the Open Inference Protocol v2 writes them in JSON. Data may be flat or nested as the shape is; what
 * counts is the number of elements, so memory follows the bytes that came and never the shape that they claim.
 */
final class TensorJson {
    private TensorJson() {}

    static List<Tensor> readAll(JsonField array) throws Refusal {
        List<Tensor> tensors = new ArrayList<>();
        for (JsonField element : array.elements()) {
            tensors.add(read(element.object()));
        }
        return tensors;
    }

    private static Tensor read(JsonField field) throws Refusal {
        String name = field.required("name").text();
        JsonField typeField = field.required("datatype");
        Datatype datatype = Tensors.numeric(typeField.text(), typeField.path());
        JsonField shapeField = field.required("shape");
        List<JsonField> dimensions = shapeField.elements();
        long[] shape = new long[dimensions.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dimensions.get(i).integer();
        }
        JsonField data = field.required("data");
        long present = count(data.node(), data.path());
        Tensors.requireElements(name, shape, present, shapeField.path());
        ByteBuffer bytes = Tensors.allocate(present, datatype);
        put(data.node(), datatype, bytes, data.path());
        return Tensor.of(name, datatype, shape, bytes.flip());
    }

    private static long count(JsonNode data, String path) throws Refusal {
        if (!data.isArray()) {
            throw new JsonField(data, path).wrongType("an array");
        }
        if (data.isEmpty() || !data.get(0).isArray()) {
            return data.size();
        }
        long total = 0;
        for (int i = 0; i < data.size(); i++) {
            total += count(data.get(i), path + "[" + i + "]");
        }
        return total;
    }

    private static void put(JsonNode data, Datatype datatype, ByteBuffer bytes, String path) throws Refusal {
        for (int i = 0; i < data.size(); i++) {
            JsonNode element = data.get(i);
            if (element.isArray()) {
                if (element.size() > bytes.remaining()) {
                    throw new Refusal(RejectReason.WRONG_SHAPE, "rows have different lengths", path);
                }
                put(element, datatype, bytes, path + "[" + i + "]");
            } else if (bytes.hasRemaining()) {
                putNumber(element, datatype, bytes, path, i);
            } else {
                throw new Refusal(RejectReason.WRONG_SHAPE, "rows have different lengths", path);
            }
        }
    }

    private static void putNumber(JsonNode element, Datatype datatype, ByteBuffer bytes, String path, int index)
            throws Refusal {
        switch (datatype) {
            case FP32 -> {
                float value = (float) number(element, path, index);
                if (!Float.isFinite(value)) {
                    throw nonFinite(element, path, index);
                }
                bytes.putFloat(value);
            }
            case FP64 -> bytes.putDouble(number(element, path, index));
            case BOOL -> {
                if (!element.isBoolean()) {
                    throw new JsonField(element, path + "[" + index + "]").wrongType("a boolean");
                }
                bytes.put((byte) (element.booleanValue() ? 1 : 0));
            }
            default -> Tensors.putInteger(element, datatype, bytes, path + "[" + index + "]");
        }
    }

    private static double number(JsonNode element, String path, int index) throws Refusal {
        if (!element.isNumber()) {
            throw new JsonField(element, path + "[" + index + "]").wrongType("a number");
        }
        double value = element.doubleValue();
        if (!Double.isFinite(value)) {
            throw nonFinite(element, path, index);
        }
        return value;
    }

    private static Refusal nonFinite(JsonNode element, String path, int index) {
        return new Refusal(
                RejectReason.NON_FINITE_INPUT,
                "got " + element + ", expected a finite number",
                path + "[" + index + "]");
    }

    static void write(JsonGenerator out, List<Tensor> tensors) throws IOException {
        for (Tensor tensor : tensors) {
            out.writeStartObject();
            out.writeStringField("name", tensor.name());
            out.writeStringField("datatype", tensor.datatype().name());
            out.writeArrayFieldStart("shape");
            for (long dimension : tensor.shape()) {
                out.writeNumber(dimension);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("data");
            writeData(out, tensor);
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    private static void writeData(JsonGenerator out, Tensor tensor) throws IOException {
        ByteBuffer bytes = tensor.bytes();
        for (int i = 0; i < tensor.elements(); i++) {
            switch (tensor.datatype()) {
                case FP32 -> out.writeNumber(bytes.getFloat(i * 4));
                case FP64, FP16, BF16 -> out.writeNumber(tensor.doubleAt(i));
                case BOOL -> out.writeBoolean(bytes.get(i) != 0);
                case INT64 -> out.writeNumber(bytes.getLong(i * 8));
                case UINT64 -> out.writeNumber(Long.toUnsignedString(bytes.getLong(i * 8)));
                default -> out.writeNumber((long) tensor.doubleAt(i));
            }
        }
    }
}
