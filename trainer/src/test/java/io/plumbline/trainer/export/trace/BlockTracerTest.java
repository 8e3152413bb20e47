package io.plumbline.trainer.export.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.ParameterList;
import io.plumbline.trainer.export.graph.Graph;
import io.plumbline.trainer.export.graph.UntraceableException;
import io.plumbline.trainer.export.graph.Value;
import io.plumbline.trainer.network.TorchScope;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BlockTracerTest {
    @Test
    void aReshapeThatNamesTheBatch_staysOpenToAnyBatch() {
        Graph graph = trace(x -> x.reshape(x.size(0), 6));

        assertThat(graph.nodes()).hasSize(1);
        assertThat(graph.nodes().get(0).inputs().get(1))
                .isInstanceOfSatisfying(
                        Value.Longs.class, target -> assertThat(target.data()).containsExactly(-1L, 6L));
        assertThat(graph.output().dimensions()).containsExactly(-1L, 6L);
    }

    @Test
    void whatWouldFreezeOneBatchSize_isRefused() {
        assertRefused(x -> x.mul((int) x.size(0)), "depends on the batch size");
        assertRefused(x -> x.add(x.getManager().ones(x.getShape())), "depends on the batch size");
        assertRefused(x -> x.size(0) > 7 ? x.exp() : x.exp().exp(), "operations for one batch size");
    }

    @Test
    void whatATraceCannotSee_isRefused() {
        assertRefused(x -> x.add(x.toFloatArray()[0]), "'toFloatArray', which reads numbers");
        assertRefused(x -> x.add(x.getFloat(0, 0, 0)), "'getFloat', which reads numbers");
        assertRefused(x -> x.addi(1), "'addi', which writes in place");
        assertRefused(x -> x.erfinv(), "'erfinv', which has no ONNX form here");
        assertRefused(x -> x.getManager().ones(new Shape(3)), "does not depend on its input");
    }

    @Test
    void anArrayMadeInside_isAConstant() {
        Graph graph = trace(x -> x.mul(x.getManager().create(new float[] {1, 2, 3})));

        assertThat(graph.nodes().get(0).inputs().get(1))
                .isInstanceOfSatisfying(
                        Value.Floats.class, floats -> assertThat(floats.data()).containsExactly(1, 2, 3));
    }

    private static void assertRefused(UnaryOperator<NDArray> forward, String message) {
        assertThatThrownBy(() -> trace(forward))
                .isInstanceOf(UntraceableException.class)
                .hasMessageContaining(message);
    }

    private static Graph trace(UnaryOperator<NDArray> forward) {
        try (TorchScope torch = new TorchScope()) {
            Graph graph = new BlockTracer(torch.manager(), new ParameterList(), Map.of())
                    .trace((parameters, input) -> forward.apply(input), "x", new Shape(2, 3));
            assertThat(graph.input().dimensions()).isEqualTo(List.of(-1L, 2L, 3L));
            return graph;
        }
    }
}
