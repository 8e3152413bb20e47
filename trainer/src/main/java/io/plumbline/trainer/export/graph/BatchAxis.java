package io.plumbline.trainer.export.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the batch axis by comparing two graphs traced with batches of different size.
 *
 * <p>A dimension that differs depends on the batch and becomes −1. Anything else that differs — an operation, an
 * attribute, a constant — would bake one batch size into the file, and is refused.
 */
public final class BatchAxis {
    private static final String REMEDY = "compute it with operations on the input, so that it follows any batch";

    private BatchAxis() {}

    /**
     * One graph out of two traces.
     *
     * @throws UntraceableException if the graphs differ in more than dimensions, or mix the rows of a batch
     */
    public static Graph unify(Graph one, Graph other) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < Math.min(one.nodes().size(), other.nodes().size()); i++) {
            nodes.add(unify(one.nodes().get(i), other.nodes().get(i)));
        }
        if (one.nodes().size() != other.nodes().size()) {
            throw UntraceableException.of(
                    "the forward pass has %d operations for one batch size and %d for another"
                            .formatted(one.nodes().size(), other.nodes().size()),
                    last(one, other).where(),
                    "decide nothing by the batch's size");
        }
        return new Graph(
                unify("input", one.input(), other.input()), nodes, unify("output", one.output(), other.output()));
    }

    private static Node last(Graph one, Graph other) {
        Graph longer = one.nodes().size() > other.nodes().size() ? one : other;
        return longer.nodes().get(Math.min(one.nodes().size(), other.nodes().size()));
    }

    private static Node unify(Node one, Node other) {
        if (!one.op().equals(other.op())
                || !one.attributes().equals(other.attributes())
                || one.inputs().size() != other.inputs().size()) {
            throw UntraceableException.of(
                    "operation " + one.output().name() + " is " + one.op() + one.attributes()
                            + " for one batch size and " + other.op() + other.attributes() + " for another",
                    one.where(),
                    REMEDY);
        }
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < one.inputs().size(); i++) {
            inputs.add(unify(one, one.inputs().get(i), other.inputs().get(i)));
        }
        List<Value.Activation> outputs = new ArrayList<>();
        for (int i = 0; i < one.outputs().size(); i++) {
            outputs.add(unify(one.where(), one.outputs().get(i), other.outputs().get(i)));
        }
        Node node = new Node(one.op(), inputs, one.attributes(), outputs, one.where());
        RowIndependence.require(node);
        return node;
    }

    private static Value unify(Node node, Value one, Value other) {
        if (one instanceof Value.Activation a && other instanceof Value.Activation b) {
            return unify(node.where(), a, b);
        }
        // Only a reshape reads -1 as "whatever is left".
        if (node.op().equals("Reshape") && one instanceof Value.Longs a && other instanceof Value.Longs b) {
            return new Value.Longs(a.name(), unify(node.where(), node.output().name(), a.data(), b.data()));
        }
        boolean same =
                one instanceof Value.Floats a && other instanceof Value.Floats b ? a.sameAs(b) : one.equals(other);
        if (!same) {
            throw UntraceableException.of(
                    "constant " + one.name() + " of " + node.op() + " "
                            + node.output().name() + " depends on the batch size",
                    node.where(),
                    REMEDY);
        }
        return one;
    }

    private static Value.Activation unify(String where, Value.Activation one, Value.Activation other) {
        if (!one.name().equals(other.name()) || one.type() != other.type()) {
            throw UntraceableException.of(
                    "one batch size uses " + one.name() + " where another uses " + other.name(), where, REMEDY);
        }
        return new Value.Activation(
                one.name(), unify(where, one.name(), one.dimensions(), other.dimensions()), one.type());
    }

    private static List<Long> unify(String where, String name, List<Long> one, List<Long> other) {
        List<Long> dimensions = new ArrayList<>();
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            dimensions.add(one.get(i).equals(other.get(i)) ? one.get(i) : Long.valueOf(-1));
        }
        if (one.size() != other.size()
                || dimensions.stream().filter(dimension -> dimension == -1).count() > 1) {
            throw UntraceableException.of(
                    name + " has shape " + one + " for one batch size and " + other + " for another, expected one"
                            + " dimension that follows the batch",
                    where,
                    REMEDY);
        }
        return dimensions;
    }
}
