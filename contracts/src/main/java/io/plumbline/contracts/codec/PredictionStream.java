package io.plumbline.contracts.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.plumbline.contracts.event.Datatype;
import io.plumbline.contracts.event.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads a prediction's JSON token by token where it is as services write it: strings, and tensors of floats in flat arrays. A
 * document that is anything else is not judged here; it is read as a tree, which says what is wrong with it and where.
 *
 * <p>Threads: one document each.
 */
final class PredictionStream {
    private static final int FIRST_ELEMENTS = 16;

    private final JsonParser in;
    private String model = "";
    private String version = "";
    private String id = "";
    private Optional<String> label = Optional.empty();
    private Optional<String> role = Optional.empty();
    private OptionalInt classIndex = OptionalInt.empty();
    private List<String> items = List.of();
    private final List<Tensor> outputs = new ArrayList<>(1);
    private double[] numbers = new double[FIRST_ELEMENTS];

    private PredictionStream(JsonParser in) {
        this.in = in;
    }

    /** What a document says. */
    record Read(PredictionNames names, List<String> items, List<Tensor> outputs) {}

    /** Signals a document that has to be read as a tree; never seen outside. */
    private static final class Unusual extends Exception {
        private static final long serialVersionUID = 1;
        static final Unusual INSTANCE = new Unusual();

        private Unusual() {
            super("not as services write it", null, false, false);
        }
    }

    /** Empty where the document has to be read as a tree. */
    static Optional<Read> read(byte[] value) {
        try (JsonParser in = Json.FACTORY.createParser(value)) {
            PredictionStream stream = new PredictionStream(in);
            stream.document();
            return Optional.of(new Read(
                    new PredictionNames(
                            stream.id, stream.model, stream.version, stream.label, stream.classIndex, stream.role),
                    stream.items,
                    stream.outputs));
        } catch (IOException | Unusual asTree) {
            return Optional.empty();
        }
    }

    private void document() throws IOException, Unusual {
        require(in.nextToken() == JsonToken.START_OBJECT);
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            switch (field) {
                case "model_name" -> model = text();
                case "model_version" -> version = text();
                case "id" -> id = text();
                case "parameters" -> parameters();
                case "outputs" -> outputs();
                default -> skip();
            }
        }
        require(in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null);
        require(!model.isEmpty() && !version.isEmpty() && !outputs.isEmpty());
    }

    private void parameters() throws IOException, Unusual {
        require(in.nextToken() == JsonToken.START_OBJECT);
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            switch (field) {
                case "label" -> label = Optional.of(text());
                case "role" -> role = Optional.of(text());
                case "class_index" -> {
                    require(in.nextToken() == JsonToken.VALUE_NUMBER_INT
                            && in.getNumberType() == JsonParser.NumberType.INT
                            && in.getIntValue() >= 0);
                    classIndex = OptionalInt.of(in.getIntValue());
                }
                case "items" -> items = texts();
                default -> skip();
            }
        }
    }

    private List<String> texts() throws IOException, Unusual {
        require(in.nextToken() == JsonToken.START_ARRAY);
        List<String> texts = new ArrayList<>();
        for (String text = in.nextTextValue(); text != null; text = in.nextTextValue()) {
            texts.add(text);
        }
        require(in.currentToken() == JsonToken.END_ARRAY);
        return texts;
    }

    private void outputs() throws IOException, Unusual {
        require(in.nextToken() == JsonToken.START_ARRAY && outputs.isEmpty());
        while (in.nextToken() == JsonToken.START_OBJECT) {
            outputs.add(tensor());
        }
        require(in.currentToken() == JsonToken.END_ARRAY);
    }

    private Tensor tensor() throws IOException, Unusual {
        String name = null;
        Datatype datatype = null;
        long[] shape = null;
        ByteBuffer bytes = null;
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            switch (field) {
                case "name" -> name = text();
                case "datatype" -> datatype = datatype(text());
                case "shape" -> shape = shape();
                case "data" -> bytes = data(datatype);
                default -> skip();
            }
        }
        if (name == null || datatype == null || shape == null || bytes == null) {
            throw Unusual.INSTANCE;
        }
        long elements = 1;
        for (long dimension : shape) {
            require(dimension >= 0 && dimension <= Integer.MAX_VALUE && elements <= Integer.MAX_VALUE);
            elements *= dimension;
        }
        require(elements * datatype.bytes() == bytes.remaining());
        return Tensor.of(name, datatype, shape, bytes);
    }

    private static Datatype datatype(String name) throws Unusual {
        return switch (name) {
            case "FP32" -> Datatype.FP32;
            case "FP64" -> Datatype.FP64;
            default -> throw Unusual.INSTANCE;
        };
    }

    private long[] shape() throws IOException, Unusual {
        require(in.nextToken() == JsonToken.START_ARRAY);
        long[] shape = new long[2];
        int length = 0;
        while (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            require(in.getNumberType() == JsonParser.NumberType.INT);
            if (length == shape.length) {
                shape = Arrays.copyOf(shape, 2 * length);
            }
            shape[length++] = in.getIntValue();
        }
        require(in.currentToken() == JsonToken.END_ARRAY);
        return Arrays.copyOf(shape, length);
    }

    private ByteBuffer data(@Nullable Datatype datatype) throws IOException, Unusual {
        require(in.nextToken() == JsonToken.START_ARRAY);
        int length = 0;
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            require(token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT);
            if (length == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * length);
            }
            numbers[length++] = in.getDoubleValue();
        }
        if (datatype == null) {
            throw Unusual.INSTANCE;
        }
        ByteBuffer bytes = Tensors.allocate(length, datatype);
        for (int i = 0; i < length; i++) {
            if (datatype == Datatype.FP32) {
                require(Float.isFinite((float) numbers[i]));
                bytes.putFloat((float) numbers[i]);
            } else {
                require(Double.isFinite(numbers[i]));
                bytes.putDouble(numbers[i]);
            }
        }
        return bytes.flip();
    }

    private String text() throws IOException, Unusual {
        String text = in.nextTextValue();
        if (text == null) {
            throw Unusual.INSTANCE;
        }
        return text;
    }

    private void skip() throws IOException {
        in.nextToken();
        in.skipChildren();
    }

    private static void require(boolean usual) throws Unusual {
        if (!usual) {
            throw Unusual.INSTANCE;
        }
    }
}
