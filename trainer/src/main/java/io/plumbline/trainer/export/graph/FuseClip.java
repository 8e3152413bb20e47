package io.plumbline.trainer.export.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns {@code min(max(x, a), b)} with scalar bounds into one Clip, which runtimes join with the convolution before it. DJL
 * makes a ReLU6 of two operations, {@code min(relu(x), 6)}.
 */
public final class FuseClip implements GraphPass {
    @Override
    public Graph apply(Graph graph) {
        Map<String, Node> producers = graph.producers();
        Map<String, Integer> uses = graph.uses();
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Optional<Node> lower = Optional.ofNullable(
                            producers.get(node.inputs().get(0).name()))
                    .filter(before -> bounds(node, "Min") && (before.op().equals("Relu") || bounds(before, "Max")))
                    .filter(before -> uses.getOrDefault(before.output().name(), 0) == 1);
            if (lower.isPresent()) {
                Node before = lower.get();
                nodes.remove(before);
                Value least = before.op().equals("Relu")
                        ? new Value.Floats(node.output().name() + "_least", List.of(), new float[] {0})
                        : before.inputs().get(1);
                List<Value> inputs =
                        List.of(before.inputs().get(0), least, node.inputs().get(1));
                nodes.add(new Node("Clip", inputs, Map.of(), node.outputs(), node.where()));
            } else {
                nodes.add(node);
            }
        }
        return graph.withNodes(nodes);
    }

    private static boolean bounds(Node node, String op) {
        return node.op().equals(op)
                && node.inputs().size() == 2
                && node.inputs().get(1) instanceof Value.Floats bound
                && bound.dimensions().isEmpty();
    }
}
