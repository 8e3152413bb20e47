package io.plumbline.trainer.export.graph;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Refuses operations over the batch axis: they would make the answer to a row depend on which other rows came with it, and a
 * service batches whatever arrives together.
 */
final class RowIndependence {
    /** Operations that mix elements along {@code axis} or {@code axes}. */
    private static final Set<String> MIXING = Set.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceProd",
            "ReduceL1",
            "ReduceL2",
            "Softmax",
            "LogSoftmax",
            "Concat",
            "Split",
            "Slice",
            "Gather",
            "ArgMax",
            "ArgMin",
            "TopK",
            "CumSum",
            "LayerNormalization");

    private RowIndependence() {}

    static void require(Node node) {
        Optional<Value.Activation> data = node.inputs().stream()
                .filter(Value.Activation.class::isInstance)
                .map(Value.Activation.class::cast)
                .findFirst();
        if (!MIXING.contains(node.op()) || data.isEmpty()) {
            return;
        }
        List<Long> dimensions = data.get().dimensions();
        boolean gathersFromConstant =
                node.op().equals("Gather") && !(node.inputs().get(0) instanceof Value.Activation);
        boolean mixes = axes(node)
                .map(axis -> axis < 0 ? axis + dimensions.size() : axis)
                .anyMatch(axis -> axis < dimensions.size() && dimensions.get(axis.intValue()) == -1);
        if (mixes && !gathersFromConstant) {
            throw UntraceableException.of(
                    node.op() + " " + node.output().name() + " runs over the batch axis of " + dimensions
                            + ", so that the answer to a row would depend on the rows beside it",
                    node.where(),
                    "use an axis of the row, counted from 1");
        }
    }

    private static Stream<Long> axes(Node node) {
        if (node.attributes().get("axis") instanceof Long axis) {
            // Layer norm runs over its axis and all after it.
            int rank = node.output().dimensions().size();
            return node.op().equals("LayerNormalization")
                    ? Stream.iterate(axis < 0 ? axis + rank : axis, i -> i < rank, i -> i + 1)
                    : Stream.of(axis);
        }
        if (node.attributes().get("axes") instanceof List<?> axes) {
            return axes.stream().map(Long.class::cast);
        }
        int place = node.op().equals("Slice") ? 3 : 1;
        return node.inputs().size() > place && node.inputs().get(place) instanceof Value.Longs axes
                ? axes.data().stream()
                : Stream.of();
    }
}
