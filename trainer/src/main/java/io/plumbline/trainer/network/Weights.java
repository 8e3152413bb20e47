package io.plumbline.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.nn.ParameterList;
import ai.djl.util.Pair;
import io.plumbline.contracts.checkpoint.Digests;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All parameters of a network as plain numbers: learnt ones and batch norm's running statistics alike. */
final class Weights {
    private Weights() {}

    /** A copy, in the order of the parameters. */
    static Map<String, float[]> of(ParameterList parameters) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (Pair<String, Parameter> entry : parameters) {
            weights.put(entry.getKey(), entry.getValue().getArray().toFloatArray());
        }
        return weights;
    }

    /**
     * Writes numbers into the parameters.
     *
     * @throws IllegalArgumentException naming every parameter that is missing, unknown or of another size; nothing is
     *     written then
     */
    static void load(ParameterList parameters, Map<String, float[]> weights, NDManager scope) {
        List<String> problems = new ArrayList<>();
        for (Pair<String, Parameter> entry : parameters) {
            float[] given = weights.get(entry.getKey());
            long size = entry.getValue().getArray().size();
            if (given == null) {
                problems.add("'" + entry.getKey() + "' is missing");
            } else if (given.length != size) {
                problems.add("'%s' has %d numbers, expected %d %s"
                        .formatted(
                                entry.getKey(),
                                given.length,
                                size,
                                entry.getValue().getArray().getShape()));
            }
        }
        weights.keySet().stream()
                .filter(name -> !parameters.contains(name))
                .forEach(name -> problems.add("'" + name + "' is not a parameter of this network"));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("weights do not fit the network: " + String.join("; ", problems));
        }
        for (Pair<String, Parameter> entry : parameters) {
            NDArray array = entry.getValue().getArray();
            float[] given = weights.getOrDefault(entry.getKey(), new float[0]);
            try (NDArray copy = scope.create(given, array.getShape())) {
                copy.copyTo(array);
            }
        }
    }

    /** SHA-256 over each name (UTF-8, ended by a zero byte) and its numbers (little-endian), in the order of the map. */
    static String sha256(Map<String, float[]> weights) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        weights.forEach((name, numbers) -> {
            bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            ByteBuffer buffer =
                    ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asFloatBuffer().put(numbers);
            bytes.writeBytes(buffer.array());
        });
        return Digests.sha256(bytes.toByteArray());
    }
}
