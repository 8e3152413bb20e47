package io.plumbline.trainer.network;

import java.util.List;

/**
 * One layer of a network as it stands.
 *
 * @param path of its block, as messages of the exporter name it
 * @param type of the block; for a function without parameters its name
 * @param outputShape per row, without the batch
 * @param parameters how many numbers it learns
 * @param multiplyAdds of convolutions and linear layers for one row; 0 for others, whose cost is small beside them
 */
public record LayerSummary(String path, String type, List<Long> outputShape, long parameters, long multiplyAdds) {
    public LayerSummary {
        outputShape = List.copyOf(outputShape);
    }
}
