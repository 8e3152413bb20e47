package io.plumbline.trainer.export;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.plumbline.trainer.export.onnx.OnnxFile;
import io.plumbline.trainer.export.onnx.OnnxRunner;
import io.plumbline.trainer.export.trace.BlockTracer;
import io.plumbline.trainer.network.Answering;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The first layer of an exported file whose output is not the trainer's, found by running both with all inner values laid
 * open.
 *
 * <p>A value keeps the name that the trace gave it, through all passes; so a folded layer is compared with what came
 * out of the last of the layers folded into it. An inner value may differ by 1e-5 of the largest number of its
 * layer: a small one next to it is a difference of large ones, and carries their rounding. The answer itself may not.
 */
final class FirstDifference {
    private FirstDifference() {}

    /** In words for a message; empty if every layer that both sides have agrees on these rows. */
    static Optional<String> of(byte[] onnx, Answering network, float[] rows, long[] shape) {
        OnnxFile file = new OnnxFile(onnx);
        Map<String, float[]> trainers = activations(network, file.inputName(), rows, shape);
        Set<String> names = new HashSet<>();
        file.values().stream()
                .map(OnnxFile.Computed::name)
                .filter(trainers::containsKey)
                .forEach(names::add);
        try (OnnxRunner runner = new OnnxRunner(file.exposing(names))) {
            Map<String, float[]> runtimes = runner.runAll(rows, shape);
            for (OnnxFile.Computed value : file.values()) {
                float[] expected =
                        value.name().equals(file.outputName()) ? network.answer(rows) : trainers.get(value.name());
                float[] actual = runtimes.get(value.name());
                if (expected != null && actual != null) {
                    boolean inner = !value.name().equals(file.outputName());
                    Optional<String> difference = difference(value, actual, expected, inner ? largest(expected) : 1);
                    if (difference.isPresent()) {
                        return difference;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Map<String, float[]> activations(Answering network, String inputName, float[] rows, long[] shape) {
        try (NDManager scope = network.newScope()) {
            return new BlockTracer(scope, network.parameters(), network.blocks())
                    .activations(network::answer, inputName, rows, new Shape(shape));
        }
    }

    private static double largest(float[] numbers) {
        double largest = 1;
        for (float number : numbers) {
            largest = Math.max(largest, Math.abs(number));
        }
        return largest;
    }

    private static Optional<String> difference(
            OnnxFile.Computed value, float[] actual, float[] expected, double largest) {
        if (actual.length != expected.length) {
            return Optional.of("the first layer that differs is '%s': ONNX Runtime gives %d numbers, the trainer %d"
                    .formatted(value.node(), actual.length, expected.length));
        }
        for (int i = 0; i < actual.length; i++) {
            if (!Tolerance.agreeAmong(actual[i], expected[i], largest)) {
                return Optional.of(
                        "the first layer that differs is '%s': its output %d is %s in ONNX Runtime and %s in the trainer"
                                .formatted(value.node(), i, actual[i], expected[i]));
            }
        }
        return Optional.empty();
    }
}
