package io.plumbline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import io.plumbline.trainer.export.graph.Graph;
import io.plumbline.trainer.export.graph.Node;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.onnx.OnnxWriter;
import io.plumbline.trainer.network.Architecture;
import io.plumbline.trainer.network.Cnn;
import io.plumbline.trainer.network.Head;
import io.plumbline.trainer.network.InputScale;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.network.TorchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Files broken on purpose: the refusal names the layer that is broken, not one that merely carries the fault on. */
class FirstDifferenceTest {
    private static final int ROWS = 256;

    @Test
    void aFoldThatForgetsTheMean_isNamed() {
        assertRefused(
                node -> node.where().startsWith("05Conv2d"),
                FirstDifferenceTest::withOtherBias,
                "the first layer that differs is '05Conv2d with 06BatchNorm/Conv_");
    }

    @Test
    void theLastLinearLayer_isNamed() {
        assertRefused(
                node -> node.where().equals("13Linear"),
                FirstDifferenceTest::withOtherBias,
                "the first layer that differs is '13Linear/Gemm_");
    }

    @Test
    void aWrongHead_isNamed() {
        assertRefused(
                node -> node.op().equals("Softmax"),
                node -> new Node("Softmax", node.inputs(), Map.of("axis", 0L), node.outputs(), node.where()),
                "the first layer that differs is 'Softmax_");
    }

    @Test
    void aWrongPool_isNamed_thoughItsShapeIsRight() {
        assertRefused(
                node -> node.where().equals("04LambdaBlock") && node.op().equals("MaxPool"),
                node -> new Node("AveragePool", node.inputs(), node.attributes(), node.outputs(), node.where()),
                "the first layer that differs is '04LambdaBlock/AveragePool_");
    }

    @Test
    void theUnbrokenFile_passes_onRealAndExtremeRows() {
        try (TorchScope torch = new TorchScope();
                Network network = cnn(torch)) {
            float[] rows = Batches.rows(ROWS * 64, 1);
            byte[] onnx = OnnxExporter.export(network, "image");

            assertThatCode(() -> ParityCheck.of(onnx, network, rows, network.answer(rows), true))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aDifferenceOnExtremeRowsOnly_isRefused() {
        SequentialBlock clipped = new SequentialBlock().add(LambdaBlock.singleton(x -> x.clip(-3, 3)));
        SequentialBlock wider = new SequentialBlock().add(LambdaBlock.singleton(x -> x.clip(-4, 4)));
        try (TorchScope torch = new TorchScope();
                Network one = brought(torch, clipped);
                Network other = brought(torch, wider)) {
            float[] rows = Batches.rows(ROWS * 3, 1);
            byte[] onnx = OnnxExporter.export(other, "features");

            assertThatThrownBy(() -> ParityCheck.of(onnx, one, rows, one.answer(rows), false))
                    .isInstanceOf(ParityException.class)
                    .hasMessageContaining("a row of numbers as large as 9.9")
                    .hasMessageContaining("the first layer that differs is '01LambdaBlock/Clip_0'");
        }
    }

    private static void assertRefused(
            java.util.function.Predicate<Node> which, UnaryOperator<Node> broken, String message) {
        try (TorchScope torch = new TorchScope();
                Network network = cnn(torch)) {
            Graph graph = OnnxExporter.graph(network, "image");
            List<Node> nodes = new ArrayList<>(graph.nodes());
            List<Node> chosen = nodes.stream().filter(which).toList();
            assertThat(chosen).as("of %s", nodes).hasSize(1);
            nodes.replaceAll(node -> which.test(node) ? broken.apply(node) : node);
            byte[] onnx = OnnxWriter.write(graph.withNodes(nodes), network.outputName());
            float[] rows = Batches.rows(ROWS * 64, 1);

            assertThatThrownBy(() -> ParityCheck.of(onnx, network, rows, network.answer(rows), true))
                    .isInstanceOf(ParityException.class)
                    .hasMessageContaining(message);
        }
    }

    private static Node withOtherBias(Node node) {
        Value.Floats bias = (Value.Floats) node.inputs().get(2);
        float[] other = bias.data().clone();
        other[other.length - 1] += 0.2f;
        List<Value> inputs = new ArrayList<>(node.inputs());
        inputs.set(2, new Value.Floats(bias.name(), bias.dimensions(), other));
        return node.withInputs(inputs);
    }

    private static Network cnn(TorchScope torch) {
        Architecture cnn = new Cnn(List.of(4, 6), 8, "relu", true, 0.2);
        Network network =
                new Network(torch.engine(), cnn, List.of(1L, 8L, 8L), 3, InputScale.NONE, new Head.Softmax(), 3);
        Batches.randomizeStatistics(torch, network);
        return network;
    }

    private static Network brought(TorchScope torch, SequentialBlock block) {
        return new Network(torch.engine(), new Brought(block), List.of(3L), 3, InputScale.NONE, new Head.Scores(), 1);
    }
}
