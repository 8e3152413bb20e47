package io.plumbline.inference.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Walks an ONNX file without building it, to find out whether every weight is inside it, no tensor claims to be larger
 * than the bytes that hold it, and no node trains.
 *
 * <p>Only the messages that can hold a tensor are entered; field numbers are those of {@code onnx.proto3}. Nothing is
 * allocated by the file's claims, and nesting is bounded.
 */
public final class GraphScan {
    private static final int MAX_DEPTH = 100;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;
    /** The densest element type has two bits. */
    private static final long MOST_ELEMENTS_PER_BYTE = 4;
    /** A sparse tensor becomes dense when it is loaded: at eight bytes each, at most 128 MiB. */
    private static final long MOST_SPARSE_ELEMENTS = 1L << 24;

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

        /** The field that holds its dimensions, if it has any. */
        private int dimensions() {
            return this == TENSOR ? 1 : this == SPARSE_TENSOR ? 3 : -1;
        }

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
    private Optional<String> oversized = Optional.empty();

    private GraphScan(byte[] onnx) {
        this.in = CodedInputStream.newInstance(onnx);
    }

    /** Why this file may not be loaded, or empty. */
    public static Optional<Verification.Refused> check(byte[] onnx, String where) {
        GraphScan scan = new GraphScan(onnx);
        try {
            scan.enter(Message.MODEL, 0, onnx.length);
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
        if (scan.oversized.isPresent()) {
            return Optional.of(
                    new Verification.Refused(RefusalReason.TOO_LARGE, scan.oversized.get() + " (" + where + ")"));
        }
        if (scan.nodes == 0) {
            return Optional.of(new Verification.Refused(
                    RefusalReason.MALFORMED_GRAPH, "graph has 0 nodes, expected at least one (" + where + ")"));
        }
        return training(onnx, where);
    }

    private static Optional<Verification.Refused> training(byte[] onnx, String where) {
        try {
            return TrainingScan.problem(onnx)
                    .map(problem -> new Verification.Refused(
                            RefusalReason.TRAINING_MODE,
                            problem + ", expected a graph exported for evaluation (" + where + ")"));
        } catch (IOException e) {
            return Optional.of(new Verification.Refused(
                    RefusalReason.MALFORMED_GRAPH,
                    "file is not a whole ONNX model: " + e.getMessage() + " (" + where + ")"));
        }
    }

    private void enter(Message message, int depth, int length) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("nested deeper than " + MAX_DEPTH);
        }
        Map<Integer, Message> children = message.children();
        long elements = 1;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            Message child = children.get(field);
            int type = WireFormat.getTagWireType(tag);
            boolean delimited = type == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (type == WireFormat.WIRETYPE_START_GROUP || type == WireFormat.WIRETYPE_END_GROUP) {
                // They nest without a length, and ONNX has none.
                throw new IOException("field " + field + " is a group");
            }
            // A field of another wire type than its own is skipped as ONNX Runtime's parser does: read as if it had the
            // right one, the two would go on at different bytes.
            boolean varint = type == WireFormat.WIRETYPE_VARINT;
            if (field == message.dimensions() && (varint || delimited)) {
                elements = times(elements, delimited);
            } else if (message == Message.TENSOR && field == DATA_LOCATION && varint) {
                external |= in.readRawVarint64() != 0;
            } else if (child != null && delimited) {
                nodes += child == Message.NODE ? 1 : 0;
                int childLength = in.readRawVarint32();
                int outer = in.pushLimit(childLength);
                enter(child, depth + 1, childLength);
                in.popLimit(outer);
            } else {
                external |= message == Message.TENSOR && field == EXTERNAL_DATA;
                in.skipField(tag);
            }
        }
        long most = message == Message.SPARSE_TENSOR ? MOST_SPARSE_ELEMENTS : MOST_ELEMENTS_PER_BYTE * length;
        if (message.dimensions() > 0 && elements > Math.max(1, most)) {
            oversized = Optional.of("a tensor of the graph claims " + elements + " elements in " + length
                    + " bytes, expected at most " + most);
        }
    }

    /** Multiplies by one dimension, or by several in one field. */
    private long times(long elements, boolean packed) throws IOException {
        if (!packed) {
            return times(elements, in.readRawVarint64());
        }
        long product = elements;
        int outer = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            product = times(product, in.readRawVarint64());
        }
        in.popLimit(outer);
        return product;
    }

    private static long times(long elements, long dimension) throws IOException {
        if (dimension < 0) {
            throw new IOException("a tensor has a dimension of " + dimension);
        }
        return Math.multiplyHigh(elements, dimension) == 0 && elements * dimension >= 0
                ? elements * dimension
                : Long.MAX_VALUE;
    }
}
