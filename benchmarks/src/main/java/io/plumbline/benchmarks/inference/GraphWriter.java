package io.plumbline.benchmarks.inference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Random;

/**
 * Writes feed-forward networks as ONNX, layer after layer, with weights drawn from a seed.
 *
 * <p>Weights are He-scaled, so that values neither vanish nor explode; what a network answers means nothing.
 */
final class GraphWriter {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("bench");
    private final Random random;
    private String last;
    private int nodes;

    GraphWriter(long seed, String input, long... rowShape) {
        this.random = new Random(seed);
        this.last = input;
        graph.addInput(value(input, rowShape));
    }

    GraphWriter dense(int in, int out) {
        String weights = weights("W", in, in, out);
        String bias = weights("b", in, out);
        return node("Gemm", List.of(last, weights, bias));
    }

    /** Three by three, same size. */
    GraphWriter convolution(int in, int out) {
        String weights = weights("K", in * 9, out, in, 3, 3);
        String bias = weights("b", in * 9, out);
        return node("Conv", List.of(last, weights, bias), numbers("kernel_shape", 3, 3), numbers("pads", 1, 1, 1, 1));
    }

    GraphWriter halve() {
        return node("MaxPool", List.of(last), numbers("kernel_shape", 2, 2), numbers("strides", 2, 2));
    }

    GraphWriter relu() {
        return node("Relu", List.of(last));
    }

    GraphWriter flatten() {
        return node("Flatten", List.of(last));
    }

    /** Ends the graph with the classes' probabilities. */
    byte[] softmax(String output, long classes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Softmax")
                .setName(output)
                .addInput(last)
                .addOutput(output)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1)));
        graph.addOutput(value(output, classes));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("plumbline-benchmarks")
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .build()
                .toByteArray();
    }

    private GraphWriter node(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = operator + nodes++;
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        last = output;
        return this;
    }

    private String weights(String name, int fanIn, long... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name + nodes).setDataType(TensorProto.DataType.FLOAT.getNumber());
        long elements = 1;
        for (long size : shape) {
            tensor.addDims(size);
            elements *= size;
        }
        double scale = Math.sqrt(2.0 / fanIn);
        for (long i = 0; i < elements; i++) {
            tensor.addFloatData((float) (random.nextGaussian() * scale));
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private static AttributeProto numbers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static ValueInfoProto value(String name, long... rowShape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
        for (long size : rowShape) {
            dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(dimensions)))
                .build();
    }
}
