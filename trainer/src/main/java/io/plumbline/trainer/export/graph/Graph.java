package io.plumbline.trainer.export.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operations in an order in which each comes after those it needs. */
public record Graph(Value.Activation input, List<Node> nodes, Value.Activation output) {
    public Graph {
        nodes = List.copyOf(nodes);
    }

    public Graph withNodes(List<Node> others) {
        return new Graph(input, others, output);
    }

    /** How many times each value is used, by nodes or as the graph's output, by name. */
    Map<String, Integer> uses() {
        Map<String, Integer> uses = new HashMap<>();
        nodes.forEach(node -> node.inputs().forEach(used -> uses.merge(used.name(), 1, Integer::sum)));
        uses.merge(output.name(), 1, Integer::sum);
        return uses;
    }

    /** The node that makes each value, by the value's name. */
    Map<String, Node> producers() {
        Map<String, Node> producers = new HashMap<>();
        nodes.forEach(node -> node.outputs().forEach(made -> producers.put(made.name(), node)));
        return producers;
    }
}
