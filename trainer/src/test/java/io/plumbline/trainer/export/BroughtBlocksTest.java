package io.plumbline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.transformer.IdEmbedding;
import ai.djl.nn.transformer.ScaledDotProductAttentionBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.network.Head;
import io.plumbline.trainer.network.InputScale;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.TorchScope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks as users write them, composed of DJL's parts or their own. */
class BroughtBlocksTest {
    @Test
    void twoBranchesOfConvolutions_concatenated() {
        ParallelBlock branches = new ParallelBlock(
                outputs -> new NDList(NDArrays.concat(
                        new NDList(
                                outputs.get(0).singletonOrThrow(),
                                outputs.get(1).singletonOrThrow()),
                        1)),
                List.of(
                        new SequentialBlock()
                                .add(conv(4, 1, 1))
                                .add(BatchNorm.builder().build())
                                .add(Activation::relu),
                        new SequentialBlock()
                                .add(conv(6, 3, 2))
                                .add(BatchNorm.builder().build())
                                .add(Activation::tanh)));
        SequentialBlock block = new SequentialBlock()
                .add(branches)
                .add(BatchNorm.builder().build())
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(3).build());
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, block, List.of(2L, 6L, 6L), 3)) {
            byte[] onnx = Batches.assertAlike(network, 1);

            assertThat(Batches.operations(onnx))
                    .as("the batch norm behind the join has nothing to be folded into")
                    .containsOnlyOnce("BatchNormalization")
                    .containsOnlyOnce("Concat");
        }
    }

    @Test
    void embeddingOfIds_layerNorm_gelu_andLinearOverThreeAxes() {
        SequentialBlock block = new SequentialBlock()
                .add(new IdEmbedding.Builder()
                        .setDictionarySize(9)
                        .setEmbeddingSize(8)
                        .build())
                .add(LayerNorm.builder().axis(2).build())
                .add(Linear.builder().setUnits(5).build())
                .add(Activation::gelu)
                .add(LambdaBlock.singleton(x -> x.mean(new int[] {1})))
                .add(Linear.builder().setUnits(2).optBias(false).build());
        SequentialBlock ids = new SequentialBlock()
                .add(LambdaBlock.singleton(x -> x.abs().mul(8).floor().toType(DataType.INT64, false)))
                .addAll(block);
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, ids, List.of(4L), 2)) {
            byte[] onnx = Batches.assertAlike(network, 0.99f);

            assertThat(Batches.operations(onnx))
                    .contains("GatherND", "LayerNormalization", "MatMul", "Erf", "ReduceMean");
        }
    }

    @Test
    void selfAttention() {
        Block attention = ScaledDotProductAttentionBlock.builder()
                .setEmbeddingSize(8)
                .setHeadCount(2)
                .build();
        SequentialBlock block = new SequentialBlock()
                .add(attention)
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(2).build());
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, block, List.of(4L, 8L), 2)) {
            byte[] onnx = Batches.assertAlike(network, 1);

            assertThat(Batches.operations(onnx)).contains("MatMul", "Softmax", "Transpose");
        }
    }

    @Test
    void aBlockWithItsOwnParameter_whichComesFirstInItsOperations() {
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, new Scaled(), List.of(5L), 5)) {
            byte[] onnx = Batches.assertAlike(network, 1);

            assertThat(Batches.operations(onnx))
                    .as("what depends on parameters alone is a constant")
                    .containsExactly("Mul");
        }
    }

    @Test
    void anExport_leavesNoArraysBehind() {
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, new Scaled(), List.of(5L), 5);
                NDManager scope = network.newScope()) {
            int before = scope.getParentManager().getManagedArrays().size();

            OnnxExporter.export(network, "input");

            assertThat(scope.getParentManager().getManagedArrays()).hasSize(before);
        }
    }

    @Test
    void dropoutAndUnusedBranches_areGone() {
        SequentialBlock block = new SequentialBlock()
                .add(ai.djl.nn.norm.Dropout.builder().build())
                .add(LambdaBlock.singleton(x -> {
                    x.exp().sum(new int[] {1});
                    return x.mul(2);
                }));
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, block, List.of(5L), 5)) {
            assertThat(Batches.operations(Batches.assertAlike(network, 1))).containsExactly("Mul");
        }
    }

    @Test
    void anOperationThatCannotBeWritten_isNamed_withItsPlaceAndWhatToDo() {
        SequentialBlock inner = new SequentialBlock().add(Activation::relu).add(LambdaBlock.singleton(NDArray::erfinv));
        SequentialBlock block =
                new SequentialBlock().add(Linear.builder().setUnits(4).build()).add(inner);
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, block, List.of(5L), 4)) {
            assertThatThrownBy(() -> OnnxExporter.export(network, "input"))
                    .isInstanceOf(UntraceableException.class)
                    .hasMessageContaining("calls 'erfinv', which has no ONNX form here")
                    .hasMessageContaining(
                            "in block 02SequentialBlock/02LambdaBlock (after parameter 01Linear_bias); use one of [abs, acos, ")
                    .as("the blocks are put back as they were")
                    .satisfies(
                            thrown -> assertThat(inner.getChildren().values()).allMatch(LambdaBlock.class::isInstance));
        }
    }

    @Test
    void anOperationOverTheBatch_isRefused() {
        SequentialBlock block =
                new SequentialBlock().add(LambdaBlock.singleton(x -> x.sub(x.mean(new int[] {0}, true))));
        try (TorchScope torch = new TorchScope();
                Network network = network(torch, block, List.of(5L), 5)) {
            assertThatThrownBy(() -> OnnxExporter.export(network, "input"))
                    .isInstanceOf(UntraceableException.class)
                    .hasMessageContaining("ReduceMean t0 runs over the batch axis of [-1, 5]")
                    .hasMessageContaining("in block 01LambdaBlock; use an axis of the row");
        }
    }

    private static Block conv(int filters, int kernel, int groups) {
        return Conv2d.builder()
                .setFilters(filters)
                .setKernelShape(new Shape(kernel, kernel))
                .optPadding(new Shape(kernel / 2, kernel / 2))
                .optGroups(groups)
                .build();
    }

    private static Network network(TorchScope torch, Block block, List<Long> rowShape, int outputs) {
        Network network = new Network(
                torch.engine(), new Brought(block), rowShape, outputs, InputScale.NONE, new Head.Scores(), 1);
        Batches.randomizeStatistics(torch, network);
        return network;
    }

    /** exp(scale) · x, with the parameter as the receiver of the call. */
    private static final class Scaled extends AbstractBlock {
        private final Parameter scale = addParameter(Parameter.builder()
                .setName("scale")
                .setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(1, 5))
                .build());

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
            NDArray x = inputs.singletonOrThrow();
            return new NDList(
                    store.getValue(scale, x.getDevice(), training).exp().mul(x));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }
    }
}
