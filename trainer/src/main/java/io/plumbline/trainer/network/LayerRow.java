package io.plumbline.trainer.network;

import java.util.List;

/**
 * One layer of a network.
 *
 * @param kind the layer's name in lower case: {@code conv2d}, {@code batch-norm}, {@code relu}
 * @param outputShape of one row, without the batch axis
 * @param parameters numbers it learns; running statistics do not count
 */
public record LayerRow(String kind, List<Long> outputShape, long parameters) {
    public LayerRow {
        outputShape = List.copyOf(outputShape);
    }
}
