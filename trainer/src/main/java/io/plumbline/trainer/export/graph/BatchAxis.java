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
    private BatchAxis() {}

    /**
     * One graph out of two traces.
     *
     * @throws UntraceableException if the graphs differ in more than dimensions
     */
    public static Graph unify(Graph one, Graph other) {
        if (one.nodes().size() != other.nodes().size()) {
            throw new UntraceableException("the forward pass has %d operations for one batch size and %d for another"
                    .formatted(one.nodes().size(), other.nodes().size()));
        }
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < one.nodes().size(); i++) {
            nodes.add(unify(one.nodes().get(i), other.nodes().get(i)));
        }
        return new Graph(unify(one.input(), other.input()), nodes, unify(one.output(), other.output()));
    }

    private static Node unify(Node one, Node other) {
        if (!one.op().equals(other.op())
                || !one.attributes().equals(other.attributes())
                || one.inputs().size() != other.inputs().size()) {
            throw new UntraceableException("operation " + one.output().name() + " is " + one.op() + one.attributes()
                    + " for one batch size and " + other.op() + other.attributes() + " for another");
        }
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < one.inputs().size(); i++) {
            inputs.add(unify(one, one.inputs().get(i), other.inputs().get(i)));
        }
        return new Node(one.op(), inputs, one.attributes(), unify(one.output(), other.output()));
    }

    private static Value unify(Node node, Value one, Value other) {
        if (one instanceof Value.Activation a && other instanceof Value.Activation b) {
            return unify(a, b);
        }
        if (one instanceof Value.Longs a && other instanceof Value.Longs b) {
            return new Value.Longs(a.name(), unify(node.output().name(), a.data(), b.data()));
        }
        if (one instanceof Value.Floats a && other instanceof Value.Floats b && a.sameAs(b)) {
            return one;
        }
        throw new UntraceableException("constant " + one.name() + " of " + node.op() + " "
                + node.output().name() + " depends on the batch size; compute it with operations on the input");
    }

    private static Value.Activation unify(Value.Activation one, Value.Activation other) {
        if (!one.name().equals(other.name())) {
            throw new UntraceableException("one batch size uses " + one.name() + " where another uses " + other.name());
        }
        return new Value.Activation(one.name(), unify(one.name(), one.dimensions(), other.dimensions()));
    }

    private static List<Long> unify(String name, List<Long> one, List<Long> other) {
        if (one.size() != other.size()) {
            throw new UntraceableException(
                    name + " has shape " + one + " for one batch size and " + other + " for another");
        }
        List<Long> dimensions = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            dimensions.add(one.get(i).equals(other.get(i)) ? one.get(i) : Long.valueOf(-1));
        }
        if (dimensions.stream().filter(dimension -> dimension == -1).count() > 1) {
            throw new UntraceableException(
                    name + " has several dimensions that depend on the batch size: " + dimensions);
        }
        return dimensions;
    }
}
