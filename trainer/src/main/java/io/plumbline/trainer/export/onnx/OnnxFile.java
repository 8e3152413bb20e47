package io.plumbline.trainer.export.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is in an ONNX file, and the same file with its inner values laid open. */
public final class OnnxFile {
    private final ModelProto model;

    /** @throws OnnxRejectedException if the bytes are no ONNX file */
    public OnnxFile(byte[] onnx) {
        try {
            model = ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException broken) {
            throw new OnnxRejectedException("the bytes are no ONNX file: " + broken.getMessage(), broken);
        }
    }

    public String inputName() {
        return model.getGraph().getInput(0).getName();
    }

    public String outputName() {
        return model.getGraph().getOutput(0).getName();
    }

    /** Each computed value in the order of computation. */
    public List<Computed> values() {
        List<Computed> values = new ArrayList<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            node.getOutputList().forEach(value -> values.add(new Computed(value, node.getName())));
        }
        return values;
    }

    /** The file with these values, all of floats, as further outputs. */
    public byte[] exposing(Set<String> names) {
        TypeProto floats = TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()))
                .build();
        GraphProto.Builder graph = model.getGraph().toBuilder();
        values().stream()
                .filter(value -> names.contains(value.name()) && !value.name().equals(outputName()))
                .forEach(value -> graph.addOutput(
                        ValueInfoProto.newBuilder().setName(value.name()).setType(floats)));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /**
     * A value that a node computes.
     *
     * @param node the node's name, which starts with the path of the block that it comes from
     */
    public record Computed(String name, String node) {}
}
