package io.plumbline.inference.model.importing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.plumbline.contracts.checkpoint.TensorSpec;
import io.plumbline.contracts.event.Datatype;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a graph the one output that a checkpoint has: named as the task names it, with the batch axis open. Everything
 * else of the file is copied byte for byte; what only the dropped outputs need, ONNX Runtime leaves out when it loads.
 */
final class AnswerRewrite {
    private static final int INT_ATTRIBUTE = 2;
    private final String from;
    private final TensorSpec answer;
    private final boolean softmax;

    /** @param from the output that answers; behind it comes a softmax or, under another name, an identity */
    AnswerRewrite(String from, TensorSpec answer, boolean softmax) {
        this.from = from;
        this.answer = answer;
        this.softmax = softmax;
    }

    byte[] apply(byte[] onnx) {
        try {
            return copied(
                    CodedInputStream.newInstance(onnx),
                    OnnxBytes.MODEL_GRAPH,
                    (in, out) -> out.writeByteArray(OnnxBytes.MODEL_GRAPH, graph(in)));
        } catch (IOException e) {
            throw new IllegalStateException("the file was walked before, and is in memory", e);
        }
    }

    private byte[] graph(CodedInputStream in) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        byte[] rest =
                copied(in, OnnxBytes.GRAPH_OUTPUT, (source, out) -> source.skipRawBytes(source.readRawVarint32()));
        in.popLimit(outer);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rest.length + 256);
        bytes.writeBytes(rest);
        bytes.writeBytes(message(out -> {
            if (softmax || !from.equals(answer.name())) {
                out.writeByteArray(OnnxBytes.GRAPH_NODE, node());
            }
            out.writeByteArray(OnnxBytes.GRAPH_OUTPUT, valueInfo());
        }));
        return bytes.toByteArray();
    }

    private byte[] node() {
        return message(out -> {
            out.writeString(1, from);
            out.writeString(2, answer.name());
            out.writeString(3, "plumbline_" + answer.name());
            out.writeString(4, softmax ? "Softmax" : "Identity");
            if (softmax) {
                out.writeByteArray(5, message(axis -> {
                    axis.writeString(1, "axis");
                    axis.writeInt64(3, 1);
                    axis.writeEnum(20, INT_ATTRIBUTE);
                }));
            }
        });
    }

    private byte[] valueInfo() {
        return message(out -> {
            out.writeString(1, answer.name());
            out.writeByteArray(
                    2,
                    message(type -> type.writeByteArray(1, message(tensor -> {
                        tensor.writeEnum(1, elementType(answer.datatype()));
                        tensor.writeByteArray(2, message(shape -> {
                            for (long size : answer.shape()) {
                                shape.writeByteArray(1, message(dimension -> {
                                    if (size < 0) {
                                        dimension.writeString(2, "batch");
                                    } else {
                                        dimension.writeInt64(1, size);
                                    }
                                }));
                            }
                        }));
                    }))));
        });
    }

    /** The number in {@code TensorProto.DataType}. */
    private static int elementType(Datatype type) {
        return switch (type) {
            case FP32 -> 1;
            case UINT8 -> 2;
            case INT8 -> 3;
            case INT32 -> 6;
            case INT64 -> 7;
            case FP64 -> 11;
            default -> throw new IllegalArgumentException(type + " is not served");
        };
    }

    private interface Writing {
        void write(CodedOutputStream out) throws IOException;
    }

    private interface Replacing {
        void replace(CodedInputStream in, CodedOutputStream out) throws IOException;
    }

    /** Every field of the message that {@code in} stands in, but those with that number. */
    private static byte[] copied(CodedInputStream in, int replaced, Replacing replacing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            if (number == replaced) {
                replacing.replace(in, out);
                continue;
            }
            out.writeUInt32NoTag(tag);
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(in.readRawVarint64());
                case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(in.readFixed64());
                case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag(in.readFixed32());
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    ByteString value = in.readBytes();
                    out.writeBytesNoTag(value);
                }
                default -> throw new IOException("field " + number + " is a group, which ONNX does not have");
            }
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] message(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writing.write(out);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** What it does, in words, for the manifest. */
    List<String> words(List<String> outputs) {
        List<String> words = new ArrayList<>();
        if (softmax) {
            words.add("softmax put behind '" + from + "' as '" + answer.name() + "'");
        } else if (from.equals(answer.name())) {
            words.add("'" + from + "' kept as " + answer.shape());
        } else {
            words.add("'" + from + "' named '" + answer.name() + "'");
        }
        List<String> dropped =
                outputs.stream().filter(name -> !name.equals(from)).toList();
        if (!dropped.isEmpty()) {
            words.add("outputs dropped: " + String.join(", ", dropped));
        }
        return words;
    }
}
