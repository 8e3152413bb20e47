package io.plumbline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Embedding;
import io.plumbline.trainer.network.Head;
import io.plumbline.trainer.network.InputScale;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.TorchScope;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation of a DJL array, by itself in a lambda over rows of shape [3, 4], against ONNX Runtime. */
class TracedOperationsTest {
    private static final Shape ROW = new Shape(3, 4);

    static Stream<Arguments> operations() {
        return Stream.of(
                op("Sub", x -> x.sub(2)),
                op("Pow", x -> x.abs().pow(1.5)),
                op("Max", x -> x.maximum(0.1f).minimum(x.mul(2))),
                op("Div", x -> NDArrays.div(1, x.abs().add(1))),
                op("Sub", x -> NDArrays.sub(1, x)),
                op("Mul", NDArray::square),
                op("Log", x -> x.abs().add(1).log2().add(x.abs().add(1).log10())),
                op("Sin", x -> x.sin().add(x.cos()).add(x.tan())),
                op("Asin", x -> x.mul(0.4).asin().add(x.mul(0.4).acos()).add(x.atan())),
                op("Sinh", x -> x.sinh().add(x.cosh()).add(x.erf())),
                op(
                        "Floor",
                        x -> x.mul(3).floor().add(x.mul(3).ceil()).add(x.mul(3).round())),
                op("Sign", x -> x.sign().add(x.neg().exp()).add(x.abs().sqrt())),
                op("Clip", x -> x.clip(-0.5, 0.25)),
                op("Clip", x -> x.add(3).clip(0, 6).div(6).mul(x)),
                op("Selu", Activation::selu),
                op("Elu", x -> Activation.elu(x, 0.7f)),
                op("LeakyRelu", x -> Activation.leakyRelu(x, 0.2f)),
                op("Softplus", x -> Activation.softPlus(x).add(Activation.softSign(x))),
                op("Sigmoid", x -> Activation.swish(x, 1.5f)),
                op("Tanh", Activation::mish),
                op("Clip", Activation::relu6),
                op("Erf", Activation::gelu),
                op("LogSoftmax", x -> x.logSoftmax(-1)),
                op("Softmax", x -> x.softmax(1)),
                op("Where", x -> x.getNDArrayInternal().where(x.gt(0), x.mul(0.1))),
                op("Not", x -> x.neq(0).toType(DataType.FLOAT32, false)),
                op("Or", x -> x.lt(-0.5).logicalOr(x.gte(0.5)).toType(DataType.FLOAT32, false)),
                op("And", x -> x.lte(0.5)
                        .logicalAnd(x.gt(-0.5).logicalNot().logicalNot())
                        .mul(x)),
                op("ReduceSum", x -> x.sum(new int[] {1})),
                op("ReduceSum", x -> x.sum(new int[] {-1}, true)),
                op("ReduceMean", x -> x.mean(new int[] {1})),
                op("ReduceMax", x -> x.max(new int[] {2}).sub(x.min(new int[] {2}))),
                op("ReduceProd", x -> x.prod(new int[] {1}, true)),
                op("ReduceL2", x -> x.normalize(2, 2)),
                op("ReduceL1", x -> x.normalize(1, 1, 1e-6)),
                op("ReduceL2", x -> x.norm(new int[] {1}, true)),
                op("CumSum", x -> x.cumSum(2)),
                op("ArgMax", x -> x.argMax(2).toType(DataType.FLOAT32, false)),
                op("TopK", x -> x.topK(2, 2).get(0)),
                op("Transpose", x -> x.transpose(0, 2, 1)),
                op("Transpose", x -> x.swapAxes(1, 2).reshape(x.getShape().get(0), 12)),
                op("Concat", x -> x.concat(x.mul(2), 2)),
                op("Concat", x -> NDArrays.stack(new NDList(x, x.exp(), x.neg()), 1)),
                op("Concat", x -> NDArrays.concat(new NDList(x.abs(), x), -1)),
                op("Split", x -> {
                    NDList parts = x.split(new long[] {1, 3}, 2);
                    return parts.get(2).concat(parts.get(1), 2).concat(parts.get(0), 2);
                }),
                op("Split", x -> x.split(2, 2).get(1)),
                op("Reshape", x -> x.expandDims(1).squeeze(1).flatten(1, 2)),
                op("Expand", x -> x.expandDims(1)
                        .broadcast(new Shape(x.getShape().get(0), 5, 3, 4))),
                op("Tile", x -> x.tile(new long[] {1, 2, 3})),
                op("Slice", x -> x.flip(2)),
                op("Pad", x -> x.pad(new Shape(1, 2, 0, 3), 0.5)),
                op("Expand", x -> x.add(x.onesLike()).concat(x.zerosLike(), 1)),
                op("Slice", x -> x.get(":, 1")),
                op("Slice", x -> x.get(":, -1, 1:3")),
                op("Slice", x -> x.get("..., ::2")),
                op("Slice", x -> x.get(new NDIndex().addAllDim().addSliceDim(0, 2))),
                op("MatMul", x -> x.matMul(x.transpose(0, 2, 1))),
                op("MatMul", x -> x.batchMatMul(x.swapAxes(1, 2))),
                op("MatMul", x -> x.matMul(x.getManager().arange(12f).reshape(4, 3))),
                op("Add", x -> x.getManager().create(new float[] {1, 2, 3, 4}).add(x)),
                op("Mul", x -> x.getManager().eye(4).get(0).mul(x)),
                op("OneHot", x -> x.argMax(2).oneHot(4)),
                op("GatherElements", x -> x.gather(x.argMax(2).expandDims(2), 2)),
                op("Gather", x -> Embedding.embedding(
                                x.abs().floor().toType(DataType.INT64, false),
                                x.getManager().arange(12f).reshape(4, 3),
                                SparseFormat.DENSE)
                        .singletonOrThrow()),
                op("IsNaN", x -> x.isNaN()
                        .logicalXor(x.isInfinite())
                        .toType(DataType.FLOAT32, false)
                        .add(x)),
                op("Mul", x -> x.stopGradient().duplicate().mul(x)),
                op("Div", x -> x.mul(100).toType(DataType.INT32, false).div(3).add(x)));
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("operations")
    void anOperation_answersAlike(String operation, UnaryOperator<NDArray> forward) {
        try (TorchScope torch = new TorchScope()) {
            int outputs = Math.toIntExact(forward.apply(torch.manager().ones(new Shape(1).addAll(ROW)))
                    .size());
            SequentialBlock block = new SequentialBlock()
                    .add(LambdaBlock.singleton(forward::apply))
                    .add(LambdaBlock.singleton(y -> y.reshape(-1, outputs)));
            try (Network network = new Network(
                    torch.engine(),
                    new Brought(block),
                    List.of(3L, 4L),
                    outputs,
                    InputScale.NONE,
                    new Head.Scores(),
                    1)) {
                byte[] onnx = Batches.assertAlike(network, 1.2f);

                assertThat(Batches.operations(onnx)).contains(operation);
            }
        }
    }

    private static Arguments op(String name, UnaryOperator<NDArray> forward) {
        return arguments(name, forward);
    }
}
