package io.plumbline.trainer.export.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes out nodes that hand on their input: what is left of dropout in evaluation mode. */
public final class DropIdentities implements GraphPass {
    @Override
    public Graph apply(Graph graph) {
        Map<String, Value> standsFor = new HashMap<>();
        List<Node> kept = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<Value> inputs = node.inputs().stream()
                    .map(input -> standsFor.getOrDefault(input.name(), input))
                    .toList();
            if (node.op().equals("Identity")) {
                standsFor.put(node.output().name(), inputs.get(0));
            } else {
                kept.add(node.withInputs(inputs));
            }
        }
        Value output = standsFor.getOrDefault(graph.output().name(), graph.output());
        // An output that is the input itself needs a node to carry its name.
        return output instanceof Value.Activation activation
                        && !output.name().equals(graph.input().name())
                ? new Graph(graph.input(), kept, activation)
                : graph;
    }
}
