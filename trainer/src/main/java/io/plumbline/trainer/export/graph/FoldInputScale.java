package io.plumbline.trainer.export.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Folds {@code input × factor + offset}, both scalars, into the one convolution or linear layer that reads it, a flattening
 * in between allowed.
 *
 * <p>{@code W' = W factor} and {@code b' = b + offset · sum of the channel's W}, in double, rounded once. A convolution with
 * padding cannot be folded exactly: it pads with zeros after the scaling, which before the scaling are another number
 * for each weight at the edge. Its two scaling nodes stay.
 */
public final class FoldInputScale implements GraphPass {
    @Override
    public Graph apply(Graph graph) {
        Optional<Node> scale = onlyReader(graph, graph.input()).filter(node -> isScalar(node, "Mul"));
        Optional<Node> shift =
                scale.flatMap(node -> onlyReader(graph, node.output())).filter(node -> isScalar(node, "Add"));
        Optional<Node> reader = shift.flatMap(node -> onlyReader(graph, node.output()));
        Optional<Node> reshape = reader.filter(node -> node.op().equals("Reshape"));
        Optional<Node> layer = (reshape.isPresent()
                        ? onlyReader(graph, reshape.get().output())
                        : reader)
                .filter(FoldInputScale::takes);
        if (scale.isEmpty() || shift.isEmpty() || layer.isEmpty()) {
            return graph;
        }
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.remove(scale.get());
        nodes.remove(shift.get());
        reshape.ifPresent(node -> nodes.set(
                nodes.indexOf(node),
                node.withInputs(List.of(graph.input(), node.inputs().get(1)))));
        nodes.set(
                nodes.indexOf(layer.get()),
                fold(
                        layer.get(),
                        scalar(scale.get()),
                        scalar(shift.get()),
                        reshape.map(Node::output).orElse(graph.input())));
        return graph.withNodes(nodes);
    }

    private static boolean takes(Node layer) {
        boolean padded = layer.attributes().get("pads") instanceof List<?> pads
                && pads.stream().anyMatch(pad -> !pad.equals(0L));
        return (layer.op().equals("Gemm") || layer.op().equals("Conv"))
                && !padded
                && layer.inputs().stream().skip(1).allMatch(Value.Floats.class::isInstance);
    }

    private static Node fold(Node layer, double factor, double offset, Value input) {
        Value.Floats weight = (Value.Floats) layer.inputs().get(1);
        int channels = Math.toIntExact(weight.dimensions().get(0));
        float[] weights = weight.data().clone();
        float[] biases = layer.inputs().size() > 2
                ? ((Value.Floats) layer.inputs().get(2)).data().clone()
                : new float[channels];
        int perChannel = weights.length / channels;
        for (int channel = 0; channel < channels; channel++) {
            double sum = 0;
            for (int i = channel * perChannel; i < (channel + 1) * perChannel; i++) {
                sum += weights[i];
                weights[i] = (float) (weights[i] * factor);
            }
            biases[channel] = (float) (biases[channel] + offset * sum);
        }
        String name = weight.name() + "_scaled";
        return layer.withInputs(List.of(
                input,
                new Value.Floats(name, weight.dimensions(), weights),
                new Value.Floats(name + "_bias", List.of((long) channels), biases)));
    }

    private static Optional<Node> onlyReader(Graph graph, Value value) {
        List<Node> readers = graph.nodes().stream()
                .filter(node ->
                        node.inputs().stream().anyMatch(input -> input.name().equals(value.name())))
                .toList();
        return readers.size() == 1 && graph.uses().getOrDefault(value.name(), 0) == 1
                ? Optional.of(readers.get(0))
                : Optional.empty();
    }

    private static boolean isScalar(Node node, String op) {
        return node.op().equals(op)
                && node.inputs().get(1) instanceof Value.Floats floats
                && floats.dimensions().isEmpty();
    }

    private static double scalar(Node node) {
        return ((Value.Floats) node.inputs().get(1)).data()[0];
    }
}
