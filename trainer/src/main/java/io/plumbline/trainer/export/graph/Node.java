package io.plumbline.trainer.export.graph;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One operation of a graph, in the terms of ONNX opset 17.
 *
 * @param attributes a {@code Long}, a {@code Float} or a {@code List<Long>} each, in the order of their names
 */
public record Node(String op, List<Value> inputs, Map<String, Object> attributes, Value.Activation output) {
    public Node {
        inputs = List.copyOf(inputs);
        // Sorted, so that the same graph is the same bytes.
        attributes = java.util.Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    Node withInputs(List<Value> others) {
        return new Node(op, others, attributes, output);
    }
}
