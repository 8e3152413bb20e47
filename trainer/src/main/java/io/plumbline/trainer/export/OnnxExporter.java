package io.plumbline.trainer.export;

import ai.djl.ndarray.NDManager;
import io.plumbline.trainer.export.graph.DropDeadNodes;
import io.plumbline.trainer.export.graph.DropIdentities;
import io.plumbline.trainer.export.graph.FoldBatchNorm;
import io.plumbline.trainer.export.graph.FoldInputScale;
import io.plumbline.trainer.export.graph.FuseClip;
import io.plumbline.trainer.export.graph.Graph;
import io.plumbline.trainer.export.graph.GraphPass;
import io.plumbline.trainer.export.onnx.OnnxWriter;
import io.plumbline.trainer.export.trace.BlockTracer;
import io.plumbline.trainer.network.Answering;
import java.util.List;

/**
 * Writes a network as an ONNX file that answers as the network does in evaluation mode.
 *
 * <p>The forward pass is traced, not the layers walked: DJL's blocks do not tell their settings, but cannot hide the
 * calls they make. Dropout is gone, batch norm is folded into the layer before it, and
 * input scaling into the first layer where that is exact.
 */
public final class OnnxExporter {
    private static final List<GraphPass> PASSES = List.of(
            new DropIdentities(), new FoldBatchNorm(), new FoldInputScale(), new FuseClip(), new DropDeadNodes());

    private OnnxExporter() {}

    /**
     * The file's bytes.
     *
     * @throws io.plumbline.trainer.export.graph.UntraceableException if the network uses an operation without ONNX form
     */
    public static byte[] export(Answering network, String inputName) {
        return OnnxWriter.write(graph(network, inputName), network.outputName());
    }

    /** The graph that {@link #export} writes. */
    static Graph graph(Answering network, String inputName) {
        Graph graph = trace(network, inputName);
        for (GraphPass pass : PASSES) {
            graph = pass.apply(graph);
        }
        return graph;
    }

    private static Graph trace(Answering network, String inputName) {
        try (NDManager scope = network.newScope()) {
            return new BlockTracer(scope, network.parameters(), network.blocks())
                    .trace(network::answer, inputName, network.rowShape());
        }
    }
}
