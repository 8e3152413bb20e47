package io.plumbline.benchmarks.device;

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
 * An ONNX graph in the making, value by value, with He-scaled weights from a seed: the time it takes is that of a trained
 * one, the answers mean nothing.
 */
final class RandomGraph {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("random");
    private final Random random = new Random(20261124);
    private int values;

    /** The input; the batch comes before {@code rowShape}. */
    String input(long... rowShape) {
        graph.addInput(value("x", rowShape));
        return "x";
    }

    String dense(String from, int in, int out) {
        return node("Gemm", List.of(from, weights(in, in, out), weights(in, out)));
    }

    /** Padded so that a stride of 1 keeps the size; a ReLU follows. */
    String convolution(String from, int in, int out, int kernel, int stride, int groups) {
        int fanIn = in / groups * kernel * kernel;
        int pad = kernel / 2;
        String convolved = node(
                "Conv",
                List.of(from, weights(fanIn, out, in / groups, kernel, kernel), weights(fanIn, out)),
                numbers("kernel_shape", kernel, kernel),
                numbers("strides", stride, stride),
                numbers("pads", pad, pad, pad, pad),
                number("group", groups));
        return relu(convolved);
    }

    String relu(String from) {
        return node("Relu", List.of(from));
    }

    String maxPool(String from, int kernel, int stride) {
        int pad = (kernel - 1) / 2;
        return node(
                "MaxPool",
                List.of(from),
                numbers("kernel_shape", kernel, kernel),
                numbers("strides", stride, stride),
                numbers("pads", pad, pad, pad, pad));
    }

    /** The mean of each channel, as {@code [batch, channels]}. */
    String meanOfChannels(String from) {
        return flatten(node("GlobalAveragePool", List.of(from)));
    }

    String flatten(String from) {
        return node("Flatten", List.of(from));
    }

    /** Channels {@code begin} to {@code end}. */
    String channels(String from, int begin, int end) {
        return node("Slice", List.of(from, integers(begin), integers(end), integers(1)));
    }

    /** Two values' channels, mixed: of each pair of neighbours one comes from either. */
    String mixed(String left, String right, int channels, int size) {
        String both = node("Concat", List.of(left, right), number("axis", 1));
        String pairs = node("Reshape", List.of(both, integers(0, 2, channels / 2, size, size)));
        String turned = node("Transpose", List.of(pairs), numbers("perm", 0, 2, 1, 3, 4));
        return node("Reshape", List.of(turned, integers(0, channels, size, size)));
    }

    /** Ends it with the probabilities of the classes. */
    byte[] classes(String from, int count) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Softmax")
                .setName("probabilities")
                .addInput(from)
                .addOutput("probabilities")
                .addAttribute(number("axis", 1)));
        graph.addOutput(value("probabilities", count));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("plumbline-benchmarks")
                .setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .build()
                .toByteArray();
    }

    private String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = operator + "_" + values++;
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    private String weights(int fanIn, long... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName("w_" + values++).setDataType(TensorProto.DataType.FLOAT.getNumber());
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

    private String integers(long... numbers) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName("i_" + values++)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(numbers.length);
        for (long number : numbers) {
            tensor.addInt64Data(number);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private static AttributeProto number(String name, long number) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(number)
                .build();
    }

    private static AttributeProto numbers(String name, long... numbers) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long number : numbers) {
            attribute.addInts(number);
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
