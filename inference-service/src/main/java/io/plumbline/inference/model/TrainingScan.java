package io.plumbline.inference.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds nodes that behave as in training: there is no switch for it at run time, it is in the graph.
 *
 * <p>BatchNormalization trains if its {@code training_mode} is not 0, or if it gives more than its first output. Dropout
 * trains unless its third input is left out or is known to be false. Field numbers are those of {@code onnx.proto3};
 * source of the rules: ONNX operator specifications, BatchNormalization 15 and Dropout 13.
 *
 * <p>Only for bytes that {@link GraphScan} has walked: it bounds their nesting.
 */
final class TrainingScan {
    /** Values that are false wherever they are given. */
    private final Set<String> zeros = new HashSet<>();

    private final Set<String> others = new HashSet<>();
    /** The node of each Dropout whose third input has that name. */
    private final Map<String, String> switches = new LinkedHashMap<>();

    private Optional<String> problem = Optional.empty();

    private TrainingScan() {}

    /** The first such node in words, or empty. */
    static Optional<String> problem(byte[] onnx) throws IOException {
        TrainingScan scan = new TrainingScan();
        scan.model(CodedInputStream.newInstance(onnx));
        if (scan.problem.isPresent()) {
            return scan.problem;
        }
        for (Map.Entry<String, String> dropout : scan.switches.entrySet()) {
            if (!scan.zeros.contains(dropout.getKey()) || scan.others.contains(dropout.getKey())) {
                return Optional.of("Dropout '" + dropout.getValue() + "' drops values by '" + dropout.getKey() + "'");
            }
        }
        return Optional.empty();
    }

    private void model(CodedInputStream in) throws IOException {
        fields(in, (field, message) -> {
            if (field == 7) {
                graph(message);
            } else if (field == 25) {
                fields(message, (inner, node) -> {
                    if (inner == 7) {
                        node(node);
                    }
                });
            }
        });
    }

    private void graph(CodedInputStream in) throws IOException {
        fields(in, (field, message) -> {
            if (field == 1) {
                node(message);
            } else if (field == 5) {
                Value value = value(message);
                given(value.name, value.zero);
            }
        });
    }

    private void given(String name, boolean zero) {
        (zero ? zeros : others).add(name);
    }

    private void node(CodedInputStream in) throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        String[] words = {"", ""};
        Attributes attributes = new Attributes();
        fields(in, (field, message) -> {
            switch (field) {
                case 1 -> inputs.add(text(message));
                case 2 -> outputs.add(text(message));
                case 3 -> words[0] = text(message);
                case 4 -> words[1] = text(message);
                case 5 -> attribute(message, attributes);
                default -> {}
            }
        });
        String output = outputs.isEmpty() ? "" : outputs.get(0);
        switch (words[1]) {
            case "BatchNormalization" -> {
                boolean more = outputs.stream().skip(1).anyMatch(name -> !name.isEmpty());
                if (attributes.training || more) {
                    problem = problem.or(() -> Optional.of("BatchNormalization '" + words[0] + "' "
                            + (more ? "gives more than its first output" : "has a 'training_mode' that is not 0")));
                }
            }
            case "Dropout" -> {
                if (inputs.size() > 2 && !inputs.get(2).isEmpty()) {
                    switches.put(inputs.get(2), words[0]);
                }
            }
            case "Constant" -> given(output, attributes.zero);
            default -> outputs.forEach(name -> given(name, false));
        }
    }

    /** What is of interest in a node's attributes. */
    private static final class Attributes {
        private boolean training;
        private boolean zero;
    }

    private void attribute(CodedInputStream in, Attributes attributes) throws IOException {
        String name = "";
        boolean number = false;
        boolean set = false;
        boolean zero = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            boolean delimited = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (field == 3 && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
                set = in.readRawVarint64() != 0;
                number = true;
            } else if (!delimited) {
                in.skipField(tag);
            } else {
                int outer = in.pushLimit(in.readRawVarint32());
                switch (field) {
                    case 1 -> name = text(in);
                    case 5 -> zero = value(in).zero;
                    case 6, 11 -> graph(in);
                    // A function's node takes it from its caller.
                    case 21 -> set = true;
                    default -> {}
                }
                in.skipRawBytes(in.getBytesUntilLimit());
                in.popLimit(outer);
            }
        }
        attributes.training |= name.equals("training_mode") && set;
        attributes.zero |= name.equals("value") && zero || name.equals("value_int") && number && !set;
    }

    /** @param zero no byte of its data is set */
    private record Value(String name, boolean zero) {}

    private static Value value(CodedInputStream in) throws IOException {
        String name = "";
        boolean zero = true;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            int type = WireFormat.getTagWireType(tag);
            boolean delimited = type == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (field == 8 && delimited) {
                name = in.readBytes().toStringUtf8();
            } else if (field == 9 && delimited || field == 5 && delimited) {
                zero &= allZero(in);
            } else if (field == 5 && type == WireFormat.WIRETYPE_VARINT) {
                zero &= in.readRawVarint64() == 0;
            } else {
                in.skipField(tag);
            }
        }
        return new Value(name, zero);
    }

    /** Byte by byte: large weights need not be copied to be looked at, and their first byte mostly ends it. */
    private static boolean allZero(CodedInputStream in) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        boolean zero = true;
        while (zero && in.getBytesUntilLimit() > 0) {
            zero = in.readRawByte() == 0;
        }
        in.skipRawBytes(in.getBytesUntilLimit());
        in.popLimit(outer);
        return zero;
    }

    private interface Reading {
        void read(int field, CodedInputStream message) throws IOException;
    }

    /** Hands on each field that has a length, limited to it. */
    private static void fields(CodedInputStream in, Reading reading) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                int outer = in.pushLimit(in.readRawVarint32());
                reading.read(WireFormat.getTagFieldNumber(tag), in);
                in.skipRawBytes(in.getBytesUntilLimit());
                in.popLimit(outer);
            } else {
                in.skipField(tag);
            }
        }
    }

    private static String text(CodedInputStream in) throws IOException {
        byte[] bytes = in.readRawBytes(in.getBytesUntilLimit());
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
