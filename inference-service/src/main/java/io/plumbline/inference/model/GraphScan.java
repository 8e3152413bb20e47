package io.plumbline.inference.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Walks an ONNX file without building it, to find out whether every weight is inside it.
 *
 * <p>Only the messages that can hold a tensor are entered; field numbers are those of {@code onnx.proto3}. Nothing is
 * allocated by the file's claims, and nesting is bounded.
 */
public final class GraphScan {
    private static final int MAX_DEPTH = 100;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;

    /** The messages that lead to tensors, and by which fields. */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        FUNCTION,
        TRAINING,
        SPARSE_TENSOR,
        TENSOR;

        private Map<Integer, Message> children() {
            return switch (this) {
                case MODEL -> Map.of(7, GRAPH, 20, TRAINING, 25, FUNCTION);
                case GRAPH -> Map.of(1, NODE, 5, TENSOR, 15, SPARSE_TENSOR);
                case NODE -> Map.of(5, ATTRIBUTE);
                case ATTRIBUTE ->
                    Map.of(5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE_TENSOR, 23, SPARSE_TENSOR);
                case FUNCTION -> Map.of(7, NODE, 11, ATTRIBUTE);
                case TRAINING -> Map.of(1, GRAPH, 2, GRAPH);
                case SPARSE_TENSOR -> Map.of(1, TENSOR, 2, TENSOR);
                case TENSOR -> Map.of();
            };
        }
    }

    private final CodedInputStream in;
    private long nodes;
    private boolean external;

    private GraphScan(byte[] onnx) {
        this.in = CodedInputStream.newInstance(onnx);
    }

    /** Why this file may not be loaded, or empty. */
    public static Optional<Verification.Refused> check(byte[] onnx, String where) {
        GraphScan scan = new GraphScan(onnx);
        try {
            scan.enter(Message.MODEL, 0);
        } catch (IOException e) {
            // The bytes are in memory, so this is never the disk's fault.
            return Optional.of(new Verification.Refused(
                    RefusalReason.MALFORMED_GRAPH,
                    "file is not a whole ONNX model: " + e.getMessage() + " (" + where + ")"));
        }
        if (scan.external) {
            return Optional.of(new Verification.Refused(
                    RefusalReason.EXTERNAL_DATA,
                    "graph keeps weights in another file, expected all of them inside (" + where + ")"));
        }
        if (scan.nodes == 0) {
            return Optional.of(new Verification.Refused(
                    RefusalReason.MALFORMED_GRAPH, "graph has 0 nodes, expected at least one (" + where + ")"));
        }
        return Optional.empty();
    }

    private void enter(Message message, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("nested deeper than " + MAX_DEPTH);
        }
        Map<Integer, Message> children = message.children();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            Message child = children.get(field);
            boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (message == Message.TENSOR && field == DATA_LOCATION && !delimited) {
                external |= in.readRawVarint64() != 0;
            } else if (child != null && delimited) {
                nodes += child == Message.NODE ? 1 : 0;
                int outer = in.pushLimit(in.readRawVarint32());
                enter(child, depth + 1);
                in.popLimit(outer);
            } else {
                external |= message == Message.TENSOR && field == EXTERNAL_DATA;
                in.skipField(tag);
            }
        }
    }
}
