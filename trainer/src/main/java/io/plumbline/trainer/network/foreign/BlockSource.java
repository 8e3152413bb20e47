package io.plumbline.trainer.network.foreign;

import ai.djl.nn.Block;
import java.util.List;

/** Where a block comes from that is not Plumbline's own. */
@FunctionalInterface
public interface BlockSource {
    /**
     * A new block, not yet initialized.
     *
     * @throws IllegalArgumentException if there is none for such rows or outputs
     */
    Block block(List<Long> rowShape, int outputs);
}
