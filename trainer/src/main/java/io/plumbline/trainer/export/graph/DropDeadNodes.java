package io.plumbline.trainer.export.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Takes out nodes that nothing on the way to the output needs: a branch computed and not used. */
public final class DropDeadNodes implements GraphPass {
    @Override
    public Graph apply(Graph graph) {
        Set<String> needed = new HashSet<>();
        Deque<Node> kept = new ArrayDeque<>();
        needed.add(graph.output().name());
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(made -> needed.contains(made.name()))) {
                node.inputs().forEach(used -> needed.add(used.name()));
                kept.addFirst(node);
            }
        }
        return graph.withNodes(java.util.List.copyOf(kept));
    }
}
