package io.plumbline.trainer.export.graph;

import java.util.List;
import java.util.Objects;

/** Operations in an order in which each comes after those it needs. */
public record Graph(Value.Activation input, List<Node> nodes, Value.Activation output) {
    public Graph {
        nodes = List.copyOf(nodes);
    }

    /** How many times a value is used, by nodes or as the graph's output. */
    long uses(Value value) {
        return nodes.stream()
                        .flatMap(node -> node.inputs().stream())
                        .filter(input -> input.name().equals(value.name()))
                        .count()
                + (Objects.equals(output.name(), value.name()) ? 1 : 0);
    }
}
