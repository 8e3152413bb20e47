package io.plumbline.contracts.checkpoint;

import io.plumbline.contracts.event.Datatype;
import java.util.List;

/**
 * An input or output of the graph.
 *
 * @param shape −1 stands for the batch axis, which is always the first
 */
public record TensorSpec(String name, Datatype datatype, List<Long> shape) {
    public TensorSpec {
        shape = List.copyOf(shape);
        if (shape.isEmpty() || shape.get(0) != -1) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' has shape " + shape + ", expected -1 (the batch) as its first dimension");
        }
        if (shape.subList(1, shape.size()).stream().anyMatch(dimension -> dimension < 1)) {
            throw new IllegalArgumentException(
                    "tensor '" + name + "' has shape " + shape + ", expected fixed dimensions after the batch");
        }
    }

    /** How many elements one row has. */
    public int elementsPerRow() {
        long product = 1;
        for (long dimension : shape.subList(1, shape.size())) {
            product = Math.multiplyExact(product, dimension);
        }
        return Math.toIntExact(product);
    }
}
