package io.plumbline.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class LayerTableTest {
    @Test
    void ofFewLayers_allAreShown_alsoThoseOfStages() {
        assertThat(table(3).rows())
                .hasSize(3 * 4 + 1)
                .startsWith(
                        new LayerRow("linear", List.of(4L), 20),
                        new LayerRow("batch-norm", List.of(4L), 8),
                        new LayerRow("leaky-relu", List.of(4L), 0),
                        new LayerRow("dropout", List.of(4L), 0))
                .endsWith(new LayerRow("linear", List.of(2L), 10));
    }

    @Test
    void ofManyLayers_stagesAreShown() {
        LayerTable table = table(20);

        assertThat(table.rows())
                .hasSize(21)
                .startsWith(new LayerRow("sequential-block", List.of(4L), 28))
                .endsWith(new LayerRow("linear", List.of(2L), 10));
        assertThat(table.hasBatchNorm()).isTrue();
        assertThat(table.dropsBeforeBatchNorm()).isTrue();
        assertThat(table(1).dropsBeforeBatchNorm()).isFalse();
    }

    @Test
    void branches_areOneRow() {
        LayerTable table = table(architecture(
                index -> new ParallelBlock(
                        outputs -> outputs.get(0),
                        List.of(stage(), Linear.builder().setUnits(4).build())),
                1));

        assertThat(table.rows())
                .containsExactly(
                        new LayerRow("parallel-block", List.of(4L), 28 + 20), new LayerRow("linear", List.of(2L), 10));
        assertThat(table.hasBatchNorm()).isTrue();
    }

    private static LayerTable table(int stages) {
        return table(architecture(index -> stage(), stages));
    }

    private static LayerTable table(Architecture architecture) {
        try (Network network =
                new Network(Torch.start(1), architecture, List.of(4L), 2, InputScale.NONE, new Head.Scores(), 1)) {
            return LayerTable.of(network);
        }
    }

    private static Block stage() {
        return new SequentialBlock()
                .add(Linear.builder().setUnits(4).build())
                .add(BatchNorm.builder().build())
                .add(Activation.leakyReluBlock(0.1f))
                .add(Dropout.builder().optRate(0.1f).build());
    }

    private static Architecture architecture(IntFunction<Block> stage, int stages) {
        return new Architecture() {
            @Override
            public Block build(NetworkInput input, int outputs) {
                SequentialBlock network = new SequentialBlock();
                for (int i = 0; i < stages; i++) {
                    network.add(stage.apply(i));
                }
                return network.add(Linear.builder().setUnits(outputs).build());
            }

            @Override
            public void requireFits(NetworkInput input) {}
        };
    }
}
