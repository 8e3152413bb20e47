package io.plumbline.trainer.export.trace;

import ai.djl.ndarray.NDArray;
import io.plumbline.trainer.export.graph.Node;
import io.plumbline.trainer.export.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes of a forward pass as it runs, with names that depend on nothing but the order of calls. */
final class Recorder {
    private final List<Node> nodes = new ArrayList<>();
    private int activations;
    private int constants;

    List<Node> nodes() {
        return nodes;
    }

    /** Records {@code op} with no attributes; gives its output. */
    Value.Activation add(String op, List<Long> shape, Value... inputs) {
        return add(op, shape, Map.of(), inputs);
    }

    Value.Activation add(String op, List<Long> shape, Map<String, Object> attributes, Value... inputs) {
        Value.Activation output = new Value.Activation("t" + activations++, shape);
        nodes.add(new Node(op, List.of(inputs), new LinkedHashMap<>(attributes), output));
        return output;
    }

    Value scalar(float value) {
        return new Value.Floats("scalar" + constants++, List.of(), new float[] {value});
    }

    Value longs(List<Long> values) {
        return new Value.Longs("shape" + constants++, values);
    }

    /** An array that was made outside the trace: its content is fixed from now on. */
    Value constant(NDArray array) {
        return constant("constant" + constants++, array);
    }

    static Value constant(String name, NDArray array) {
        return new Value.Floats(name, dimensions(array), array.toFloatArray());
    }

    static List<Long> dimensions(NDArray array) {
        return Arrays.stream(array.getShape().getShape()).boxed().toList();
    }
}
