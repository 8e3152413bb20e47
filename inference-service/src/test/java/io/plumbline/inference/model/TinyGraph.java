package io.plumbline.inference.model;

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
import com.google.protobuf.UnknownFieldSet;
import java.util.Arrays;
import java.util.List;

/** Writes ONNX files of a few nodes. */
public final class TinyGraph {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");

    /** A dimension of −1 is the batch. */
    public TinyGraph input(String name, TensorProto.DataType type, long... shape) {
        graph.addInput(value(name, type, shape));
        return this;
    }

    public TinyGraph input(String name, long... shape) {
        return input(name, TensorProto.DataType.FLOAT, shape);
    }

    public TinyGraph output(String name, TensorProto.DataType type, long... shape) {
        graph.addOutput(value(name, type, shape));
        return this;
    }

    public TinyGraph output(String name, long... shape) {
        return output(name, TensorProto.DataType.FLOAT, shape);
    }

    public TinyGraph weights(String name, long[] shape, float... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        Arrays.stream(shape).forEach(tensor::addDims);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    public TinyGraph initializer(TensorProto tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    public TinyGraph node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    public static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto numbers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    public GraphProto graph() {
        return graph.build();
    }

    public byte[] bytes() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("test")
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .build()
                .toByteArray();
    }

    /** {@code softmax(features · W + b)}: W is {@code [width, classes]}. */
    public static TinyGraph softmax(int width, int classes, float[] weights, float[] bias) {
        return new TinyGraph()
                .input("features", -1, width)
                .weights("W", new long[] {width, classes}, weights)
                .weights("b", new long[] {classes}, bias)
                .node("Gemm", List.of("features", "W", "b"), "logits")
                .node("Softmax", List.of("logits"), "probabilities", number("axis", 1))
                .output("probabilities", -1, classes);
    }

    /** {@code features · W}: W is {@code [width, 1]}. */
    public static TinyGraph linear(String output, float... weights) {
        return new TinyGraph()
                .input("features", -1, weights.length)
                .weights("W", new long[] {weights.length, 1}, weights)
                .node("MatMul", List.of("features", "W"), output)
                .output(output, -1, 1);
    }

    /** {@code value = table[features]}: fails, as a whole, on a batch with an index beyond the table. */
    public static TinyGraph lookup(float... table) {
        return new TinyGraph()
                .input("features", -1, 1)
                .weights("table", new long[] {table.length}, table)
                .node("Cast", List.of("features"), "index", number("to", TensorProto.DataType.INT64.getNumber()))
                .node("Gather", List.of("table", "index"), "value", number("axis", 0))
                .output("value", -1, 1);
    }

    /** {@code value = ln(features)}: NaN below zero. */
    public static TinyGraph logarithm() {
        return new TinyGraph()
                .input("features", -1, 1)
                .node("Log", List.of("features"), "value")
                .output("value", -1, 1);
    }

    /** The same graph behind a field of that many bytes that ONNX does not have. */
    public static byte[] padded(byte[] onnx, int bytes) {
        return ModelProto.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .mergeLengthDelimitedField(1000, ByteString.copyFrom(new byte[bytes]))
                        .build())
                .buildPartial()
                .toByteString()
                .concat(ByteString.copyFrom(onnx))
                .toByteArray();
    }

    /** {@code value = −−−…features}: a loop of 2^63 − 1 rounds. */
    public static TinyGraph endless() {
        TensorProto rounds = TensorProto.newBuilder()
                .setName("rounds")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addInt64Data(Long.MAX_VALUE)
                .build();
        TensorProto yes = TensorProto.newBuilder()
                .setName("yes")
                .setDataType(TensorProto.DataType.BOOL.getNumber())
                .addInt32Data(1)
                .build();
        TinyGraph body = new TinyGraph()
                .input("round", TensorProto.DataType.INT64)
                .input("go", TensorProto.DataType.BOOL)
                .input("before", -1, 1)
                .node("Identity", List.of("go"), "on")
                .node("Neg", List.of("before"), "after")
                .output("on", TensorProto.DataType.BOOL)
                .output("after", -1, 1);
        return new TinyGraph()
                .input("features", -1, 1)
                .initializer(rounds)
                .initializer(yes)
                .node(
                        "Loop",
                        List.of("rounds", "yes", "features"),
                        "value",
                        AttributeProto.newBuilder()
                                .setName("body")
                                .setType(AttributeProto.AttributeType.GRAPH)
                                .setG(body.graph())
                                .build())
                .output("value", -1, 1);
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long size : shape) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            dimensions.addDim(size < 0 ? dimension.setDimParam("batch") : dimension.setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(dimensions)))
                .build();
    }
}
