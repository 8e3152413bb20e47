package io.plumbline.trainer.export.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds each batch norm into the convolution or linear layer before it, if that has no other consumer.
 *
 * <p>With {@code s = scale / sqrt(variance + epsilon)} per output channel: {@code W' = W s} and {@code b' = (b - mean) s +
 * shift}, computed in double and rounded once. Both layers keep their output channel first in W, so that one rule serves
 * both, grouped convolutions included. A batch norm with nothing to fold into stays. A layer that stands at several places,
 * with another batch norm behind each, becomes a layer of its own at each.
 */
public final class FoldBatchNorm implements GraphPass {
    @Override
    public Graph apply(Graph graph) {
        Map<String, Node> producers = graph.producers();
        Map<String, Integer> uses = graph.uses();
        List<Node> nodes = new ArrayList<>();
        Map<String, Value.Floats> made = new HashMap<>();
        for (Node node : graph.nodes()) {
            Optional<Node> layer = foldable(node, producers, uses);
            if (layer.isPresent()) {
                nodes.remove(layer.get());
                nodes.add(fold(layer.get(), node, made));
            } else {
                nodes.add(node);
            }
        }
        return graph.withNodes(nodes);
    }

    private static Optional<Node> foldable(Node node, Map<String, Node> producers, Map<String, Integer> uses) {
        if (!node.op().equals("BatchNormalization")) {
            return Optional.empty();
        }
        return Optional.ofNullable(producers.get(node.inputs().get(0).name()))
                .filter(layer -> layer.op().equals("Conv") || layer.op().equals("Gemm"))
                .filter(layer -> layer.inputs().stream().skip(1).allMatch(Value.Floats.class::isInstance))
                .filter(layer -> uses.getOrDefault(layer.output().name(), 0) == 1);
    }

    /** @param made constants of earlier folds, by name; the ones of this are added */
    private static Node fold(Node layer, Node norm, Map<String, Value.Floats> made) {
        float[] scale = floats(norm, 1).data();
        float[] shift = floats(norm, 2).data();
        float[] mean = floats(norm, 3).data();
        float[] variance = floats(norm, 4).data();
        float epsilon = (Float) norm.attributes().getOrDefault("epsilon", 1e-5f);
        Value.Floats weight = floats(layer, 1);
        float[] weights = weight.data().clone();
        float[] biases = layer.inputs().size() > 2 ? floats(layer, 2).data().clone() : new float[scale.length];
        int perChannel = weights.length / scale.length;
        for (int channel = 0; channel < scale.length; channel++) {
            double factor = scale[channel] / Math.sqrt((double) variance[channel] + epsilon);
            for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
                weights[i] = (float) (weights[i] * factor);
            }
            biases[channel] = (float) (((double) biases[channel] - mean[channel]) * factor + shift[channel]);
        }
        String name = weight.name() + "_folded";
        String place = norm.output().name();
        return new Node(
                layer.op(),
                List.of(
                        layer.inputs().get(0),
                        named(new Value.Floats(name, weight.dimensions(), weights), place, made),
                        named(new Value.Floats(name + "_bias", List.of((long) biases.length), biases), place, made)),
                layer.attributes(),
                norm.outputs(),
                layer.where() + " with " + norm.where());
    }

    /** The constant, under a name of its own if another one has its name. */
    private static Value.Floats named(Value.Floats constant, String place, Map<String, Value.Floats> made) {
        Value.Floats known = made.putIfAbsent(constant.name(), constant);
        return known == null || known.sameAs(constant)
                ? constant
                : new Value.Floats(constant.name() + "_" + place, constant.dimensions(), constant.data());
    }

    private static Value.Floats floats(Node node, int input) {
        return (Value.Floats) node.inputs().get(input);
    }
}
