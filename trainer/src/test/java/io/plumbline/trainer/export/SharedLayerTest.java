package io.plumbline.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.trainer.export.graph.FoldBatchNorm;
import io.plumbline.trainer.export.graph.Graph;
import io.plumbline.trainer.export.graph.Node;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.export.onnx.OnnxFile;
import io.plumbline.trainer.export.onnx.OnnxRunner;
import io.plumbline.trainer.export.onnx.OnnxWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One layer at two places of a network, each with a batch norm behind it. */
class SharedLayerTest {
    private static final Value.Floats WEIGHT = new Value.Floats("w", List.of(1L, 1L), new float[] {2});

    @Test
    void twoBatchNormsBehindOneLayer_areEachFoldedIntoALayerOfTheirOwn() {
        byte[] onnx = OnnxWriter.write(new FoldBatchNorm().apply(graph(3, 5)), "y");

        // 1 becomes 2 · 3 + 1 = 7, and that 2 · 7 · 5 + 1 = 71.
        assertThat(run(onnx)).containsExactly(71);
        assertThat(new OnnxFile(onnx).values()).hasSize(2);
    }

    @Test
    void oneBatchNormBehindOneLayer_atTwoPlaces_isStoredOnce() {
        byte[] twice = OnnxWriter.write(new FoldBatchNorm().apply(graph(3, 3)), "y");
        byte[] apart = OnnxWriter.write(new FoldBatchNorm().apply(graph(3, 5)), "y");

        assertThat(run(twice)).containsExactly(43);
        assertThat(twice.length).isLessThan(apart.length);
    }

    private static float[] run(byte[] onnx) {
        try (OnnxRunner runner = new OnnxRunner(onnx)) {
            return runner.run(new float[] {1}, new long[] {1, 1});
        }
    }

    private static Graph graph(float first, float second) {
        Value.Activation input = activation("x");
        List<Node> nodes = List.of(
                linear(input, "t0"),
                norm(first, activation("t0"), "t1"),
                linear(activation("t1"), "t2"),
                norm(second, activation("t2"), "t3"));
        return new Graph(input, nodes, activation("t3"));
    }

    private static Node linear(Value input, String output) {
        return new Node("Gemm", List.of(input, WEIGHT), Map.of("transB", 1L), List.of(activation(output)), "linear");
    }

    private static Node norm(float scale, Value input, String output) {
        List<Value> inputs =
                List.of(input, one("scale" + scale, scale), one("shift", 1), one("mean", 0), one("variance", 1));
        return new Node("BatchNormalization", inputs, Map.of("epsilon", 0f), List.of(activation(output)), "norm");
    }

    private static Value.Activation activation(String name) {
        return new Value.Activation(name, List.of(-1L, 1L));
    }

    private static Value one(String name, float number) {
        return new Value.Floats(name, List.of(1L), new float[] {number});
    }
}
