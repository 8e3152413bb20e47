package io.plumbline.trainer.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.plumbline.trainer.export.graph.Graph;
import io.plumbline.trainer.export.graph.Node;
import io.plumbline.trainer.export.graph.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a graph as an ONNX file: opset 17, IR version 8, batch axis named {@code batch}.
 *
 * <p>The same graph gives the same bytes: nothing of the time, the machine or a hash order gets in.
 */
public final class OnnxWriter {
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;
    private static final String BATCH = "batch";

    private final GraphProto.Builder proto = GraphProto.newBuilder();
    private final Set<String> written = new HashSet<>();
    private final String outputName;
    private final Graph graph;

    private OnnxWriter(Graph graph, String outputName) {
        this.graph = graph;
        this.outputName = outputName;
    }

    /** The file's bytes, with the graph's output called {@code outputName}. */
    public static byte[] write(Graph graph, String outputName) {
        return new OnnxWriter(graph, outputName).model().toByteArray();
    }

    private ModelProto model() {
        for (Node node : graph.nodes()) {
            add(node);
        }
        proto.setName("plumbline")
                .addInput(info(graph.input().name(), graph.input().dimensions()))
                .addOutput(info(outputName, graph.output().dimensions()));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("plumbline")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(proto)
                .build();
    }

    private void add(Node node) {
        NodeProto.Builder builder =
                NodeProto.newBuilder().setOpType(node.op()).setName(nodeName(node, proto.getNodeCount()));
        for (Value input : node.inputs()) {
            addConstant(input);
            builder.addInput(name(input));
        }
        node.outputs().forEach(output -> builder.addOutput(name(output)));
        node.attributes().forEach((key, value) -> builder.addAttribute(attribute(key, value)));
        proto.addNode(builder);
    }

    /** The block's path, so that a viewer of the file shows where a node comes from; numbered, so that it is unique. */
    private static String nodeName(Node node, int index) {
        return (node.where().isEmpty() ? "" : node.where() + "/") + node.op() + "_" + index;
    }

    private String name(Value value) {
        return value.name().equals(graph.output().name()) ? outputName : value.name();
    }

    private void addConstant(Value value) {
        if (value instanceof Value.Activation || !written.add(value.name())) {
            return;
        }
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(value.name());
        if (value instanceof Value.Floats floats) {
            ByteBuffer raw =
                    ByteBuffer.allocate(floats.data().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            raw.asFloatBuffer().put(floats.data());
            tensor.setDataType(TensorProto.DataType.FLOAT.getNumber())
                    .addAllDims(floats.dimensions())
                    .setRawData(ByteString.copyFrom(raw.array()));
        } else if (value instanceof Value.Longs longs) {
            tensor.setDataType(TensorProto.DataType.INT64.getNumber())
                    .addAllDims(longs.dimensions())
                    .addAllInt64Data(longs.data());
        } else if (value instanceof Value.Truths truths) {
            tensor.setDataType(TensorProto.DataType.BOOL.getNumber())
                    .addAllDims(truths.dimensions())
                    .addAllInt32Data(
                            truths.data().stream().map(truth -> truth ? 1 : 0).toList());
        }
        proto.addInitializer(tensor);
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Long number) {
            return attribute
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(number)
                    .build();
        }
        if (value instanceof Float number) {
            return attribute
                    .setType(AttributeProto.AttributeType.FLOAT)
                    .setF(number)
                    .build();
        }
        if (value instanceof List<?> numbers) {
            attribute.setType(AttributeProto.AttributeType.INTS);
            numbers.forEach(number -> attribute.addInts((Long) number));
            return attribute.build();
        }
        throw new IllegalArgumentException(
                "attribute " + name + " is " + value + ", expected a Long, a Float or a list of Longs");
    }

    private static ValueInfoProto info(String name, List<Long> dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dimension : dimensions) {
            TensorShapeProto.Dimension.Builder axis = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dimension == -1 ? axis.setDimParam(BATCH) : axis.setDimValue(dimension));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
