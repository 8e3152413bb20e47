package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.plumbline.trainer.export.graph.ElementType;
import io.plumbline.trainer.export.graph.Node;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The nodes of a forward pass as it runs, with names that depend on nothing but the order of calls. */
final class Recorder {
    private final List<Node> nodes = new ArrayList<>();
    private final BlockPath path;
    private int activations;
    private int constants;

    Recorder(BlockPath path) {
        this.path = path;
    }

    List<Node> nodes() {
        return nodes;
    }

    /** The block that runs now. */
    String where() {
        return path.current();
    }

    /** Records {@code op} with no attributes; gives its output. */
    Value.Activation add(String op, Result result, Value... inputs) {
        return add(op, result, Map.of(), inputs);
    }

    Value.Activation add(String op, Result result, Map<String, Object> attributes, Value... inputs) {
        return addAll(op, List.of(result), attributes, inputs).get(0);
    }

    /** Records {@code op} with as many outputs as there are results. */
    List<Value.Activation> addAll(String op, List<Result> results, Map<String, Object> attributes, Value... inputs) {
        List<Value.Activation> outputs = results.stream()
                .map(result -> new Value.Activation("t" + activations++, result.shape(), result.type()))
                .toList();
        nodes.add(new Node(op, List.of(inputs), attributes, outputs, where()));
        return outputs;
    }

    /** The value as {@code type}; itself if it is that already. */
    Value cast(Value value, ElementType type) {
        return value.type() == type
                ? value
                : add("Cast", new Result(value.dimensions(), type), Map.of("to", (long) type.onnx()), value);
    }

    Value scalar(double value) {
        return new Value.Floats("scalar" + constants++, List.of(), new float[] {(float) value});
    }

    /** A scalar of the given type. */
    Value scalar(Number value, ElementType type) {
        return type == ElementType.WHOLE
                ? new Value.Longs("scalar" + constants++, List.of(), List.of(value.longValue()))
                : scalar(value.doubleValue());
    }

    Value longs(List<Long> values) {
        return new Value.Longs("list" + constants++, values);
    }

    /** An array that was made outside the trace, or from parameters alone: its content is fixed from now on. */
    Value constant(NDArray array) {
        return constant("constant" + constants++, array);
    }

    static Value constant(String name, NDArray array) {
        return switch (elementType(array)) {
            case FLOAT ->
                new Value.Floats(
                        name,
                        dimensions(array),
                        array.getDataType() == DataType.FLOAT32 ? array.toFloatArray() : floats(array));
            case WHOLE -> new Value.Longs(name, dimensions(array), longs(array));
            case TRUTH -> {
                boolean[] truths = array.toBooleanArray();
                yield new Value.Truths(
                        name,
                        dimensions(array),
                        IntStream.range(0, truths.length)
                                .mapToObj(i -> truths[i])
                                .toList());
            }
        };
    }

    static List<Long> dimensions(NDArray array) {
        return Arrays.stream(array.getShape().getShape()).boxed().toList();
    }

    static ElementType elementType(NDArray array) {
        DataType type = array.getDataType();
        if (type.isFloating()) {
            return ElementType.FLOAT;
        }
        if (type == DataType.BOOLEAN) {
            return ElementType.TRUTH;
        }
        if (type.isInteger()) {
            return ElementType.WHOLE;
        }
        throw new UntraceableException(
                "the forward pass makes an array of " + type + ", expected floats, whole numbers or booleans");
    }

    private static float[] floats(NDArray array) {
        try (NDArray converted = array.toType(DataType.FLOAT32, true)) {
            return converted.toFloatArray();
        }
    }

    private static List<Long> longs(NDArray array) {
        try (NDArray converted = array.toType(DataType.INT64, true)) {
            return Arrays.stream(converted.toLongArray()).boxed().toList();
        }
    }

    /** What a recorded call gave. */
    record Result(List<Long> shape, ElementType type) {
        static Result of(NDArray array) {
            return new Result(dimensions(array), elementType(array));
        }

        static Result floats(List<Long> shape) {
            return new Result(shape, ElementType.FLOAT);
        }
    }
}
