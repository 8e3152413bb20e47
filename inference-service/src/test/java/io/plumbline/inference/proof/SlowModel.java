package io.plumbline.inference.proof;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * The model {@code tiny}, version {@code v1}: answers its feature, and takes as long as the feature asks for. It multiplies
 * matrices of zeros as wide as the feature, so that a call of some thousands takes seconds of a processor.
 */
final class SlowModel {
    private SlowModel() {}

    static void write(Path store) throws IOException {
        TinyGraph graph = new TinyGraph()
                .input("features", -1, 1)
                .initializer(longs("one", 1))
                .node("Relu", List.of("features"), "width")
                .node("ReduceMax", List.of("width"), "widest", TinyGraph.number("keepdims", 1))
                .node("Cast", List.of("widest"), "side", TinyGraph.number("to", TensorProto.DataType.INT64.getNumber()))
                .node("Reshape", List.of("side", "one"), "rows")
                .node("Add", List.of("rows", "one"), "atLeastOne")
                .node("Concat", List.of("atLeastOne", "atLeastOne"), "shape", TinyGraph.number("axis", 0))
                .node("ConstantOfShape", List.of("shape"), "product0");
        int last = 3;
        for (int i = 1; i <= last; i++) {
            graph.node("MatMul", List.of("product" + (i - 1), "product0"), "product" + i);
        }
        graph.node("ReduceMax", List.of("product" + last), "zero", TinyGraph.number("keepdims", 1))
                .node("Add", List.of("features", "zero"), "value")
                .output("value", -1, 1);
        TinyCheckpoint.regression(graph.bytes(), 1).named("tiny", "v1").write(store);
    }

    private static TensorProto longs(String name, long value) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, value);
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(1)
                .setRawData(ByteString.copyFrom(bytes))
                .build();
    }
}
