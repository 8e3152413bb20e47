package io.plumbline.inference.model.importing;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.GraphScan;
import io.plumbline.inference.model.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An ONNX file, and what its header says. Walked as protobuf without being built: field numbers are those of
 * {@code onnx.proto3}.
 */
final class OnnxBytes {
    static final int MODEL_GRAPH = 7;
    static final int GRAPH_NODE = 1;
    static final int GRAPH_OUTPUT = 12;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;

    private final byte[] bytes;
    private final Map<String, Long> opsets = new LinkedHashMap<>();
    private final Set<String> values = new LinkedHashSet<>();
    private String producer = "";
    private String producerVersion = "";

    private OnnxBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the file whole; one that is no ONNX, or keeps weights elsewhere, is refused before anything loads it. */
    static OnnxBytes read(Path file) throws IOException, ImportFailedException {
        if (!Files.isRegularFile(file)) {
            throw ImportFailedException.file(
                    Files.exists(file) ? file + " is not a regular file" : "there is no file " + file);
        }
        long size = Files.size(file);
        if (size > CheckpointVerifier.MAX_FILE_BYTES) {
            throw ImportFailedException.refused("file has " + size + " bytes, expected at most "
                    + CheckpointVerifier.MAX_FILE_BYTES + " (" + file + ")");
        }
        return of(Files.readAllBytes(file), file.toString());
    }

    static OnnxBytes of(byte[] bytes, String where) throws ImportFailedException {
        Optional<Verification.Refused> refused = GraphScan.check(bytes, where);
        if (refused.isPresent()) {
            String advice =
                    switch (refused.get().reason()) {
                        case EXTERNAL_DATA ->
                            "; save it as one file, with the onnx package: onnx.save(onnx.load('model.onnx'), 'one.onnx')";
                        default -> "";
                    };
            throw ImportFailedException.refused(
                    refused.get().reason().label() + ": " + refused.get().message() + advice);
        }
        OnnxBytes onnx = new OnnxBytes(bytes);
        try {
            onnx.model(CodedInputStream.newInstance(bytes));
        } catch (IOException e) {
            throw ImportFailedException.refused(
                    "malformed_graph: file is not a whole ONNX model: " + e.getMessage() + " (" + where + ")");
        }
        return onnx;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Version of each operator set that the graph uses; the standard one's domain is {@code ai.onnx}. */
    Map<String, Long> opsets() {
        return opsets;
    }

    /** What wrote the file, as far as it says so. */
    String producer() {
        return (producer + " " + producerVersion).strip();
    }

    /** Whether a value of the outermost graph has that name. */
    boolean hasValue(String name) {
        return values.contains(name);
    }

    private void model(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 2 -> producer = in.readStringRequireUtf8();
                case 3 -> producerVersion = in.readStringRequireUtf8();
                case MODEL_GRAPH -> nested(in, this::graph);
                case 8 -> nested(in, this::opset);
                default -> in.skipField(tag);
            }
        }
    }

    private void opset(CodedInputStream in) throws IOException {
        String domain = "";
        long version = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> domain = in.readStringRequireUtf8();
                case 2 -> version = in.readInt64();
                default -> in.skipField(tag);
            }
        }
        opsets.put(domain.isEmpty() ? "ai.onnx" : domain, version);
    }

    private void graph(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case GRAPH_NODE -> nested(in, node -> names(node, 2));
                case GRAPH_INITIALIZER -> nested(in, tensor -> names(tensor, 8));
                case GRAPH_INPUT -> nested(in, input -> names(input, 1));
                default -> in.skipField(tag);
            }
        }
    }

    private void names(CodedInputStream in, int field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == field) {
                values.add(in.readStringRequireUtf8());
            } else {
                in.skipField(tag);
            }
        }
    }

    private interface Reading {
        void read(CodedInputStream in) throws IOException;
    }

    private static void nested(CodedInputStream in, Reading reading) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        reading.read(in);
        in.popLimit(outer);
    }
}
