package io.plumbline.trainer.network;

import ai.djl.nn.Block;
import io.plumbline.trainer.network.vision.ImageNetwork;
import java.util.List;

/** A published network for images as an architecture. */
record ImageArchitecture(String type, ImageNetwork network) implements Architecture {
    @Override
    public Block build(NetworkInput input, int outputs) {
        return network.build(outputs);
    }

    @Override
    public void requireFits(NetworkInput input) {
        List<Long> row = input.rowShape();
        int smallest = network.smallest();
        if (row.size() != 3 || row.get(1) < smallest || row.get(2) < smallest) {
            throw new IllegalArgumentException(
                    "network.type is '%s', rows have shape %s, expected [channels, height >= %d, width >= %d]%s"
                            .formatted(
                                    type,
                                    row,
                                    smallest,
                                    smallest,
                                    row.size() == 3 ? "; stem: small takes the smallest images" : ""));
        }
    }
}
