package io.plumbline.trainer.export.graph;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One operation of a graph, in the terms of ONNX opset 17.
 *
 * @param attributes a {@code Long}, a {@code Float} or a {@code List<Long>} each, in the order of their names
 * @param outputs at least one
 * @param where the block that made the call, as a path such as {@code 05SequentialBlock/02LambdaBlock}; empty outside of
 *     the blocks
 */
public record Node(
        String op, List<Value> inputs, Map<String, Object> attributes, List<Value.Activation> outputs, String where) {
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        // Sorted, so that the same graph is the same bytes.
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** The first output, and mostly the only one. */
    public Value.Activation output() {
        return outputs.get(0);
    }

    public Node withInputs(List<Value> others) {
        return new Node(op, others, attributes, outputs, where);
    }

    /** How a message names it. */
    String describe() {
        return op + " " + output().name() + (where.isEmpty() ? "" : " in block " + where);
    }
}
