package io.plumbline.trainer.export;

import io.plumbline.contracts.checkpoint.Parity;
import io.plumbline.trainer.export.onnx.OnnxRunner;
import java.util.Arrays;
import java.util.List;

/**
 * Compares the trainer's answers with ONNX Runtime's on the same rows, and refuses when they differ.
 *
 * <p>Numbers agree when {@code |a - b| <= 1e-5 + 1e-4 |b|}: an absolute limit alone would fail large answers that agree to
 * seven digits, a relative one alone would fail answers near zero. All rows run in batches of 1, 2, 7 (the first
 * rows) and 256 (every row), because a graph that has one batch size baked in agrees at that size only.
 */
public final class ParityCheck {
    private static final double ABSOLUTE_TOLERANCE = 1e-5;
    private static final double RELATIVE_TOLERANCE = 1e-4;
    private static final List<Integer> SMALL_BATCHES = List.of(1, 2, 7);
    private static final int SMALL_BATCH_RUNS = 5;
    private static final int LARGE_BATCH = 256;

    private final List<Long> rowShape;
    private final int outputs;
    private double maxAbsolute;
    private double maxRelative;

    private ParityCheck(List<Long> rowShape, int outputs) {
        this.rowShape = rowShape;
        this.outputs = outputs;
    }

    /**
     * Runs {@code rows} through the ONNX file and compares.
     *
     * @param rows row-major, any number
     * @param expected the trainer's answers, {@code outputs} per row
     * @param classes whether the largest output of each row must be the same one
     * @throws ParityException if any answer differs by more than the tolerance, is not finite, or names another class
     */
    public static Parity of(
            byte[] onnx, List<Long> rowShape, float[] rows, float[] expected, int outputs, boolean classes) {
        ParityCheck check = new ParityCheck(rowShape, outputs);
        int count = expected.length / outputs;
        try (OnnxRunner runner = new OnnxRunner(onnx)) {
            for (int batch : SMALL_BATCHES) {
                check.run(runner, rows, expected, Math.min(count, batch * SMALL_BATCH_RUNS), batch, classes);
            }
            check.run(runner, rows, expected, count, LARGE_BATCH, classes);
        }
        return new Parity(check.maxAbsolute, check.maxRelative, count);
    }

    private void run(OnnxRunner runner, float[] rows, float[] expected, int count, int batch, boolean classes) {
        int width = rows.length / (expected.length / outputs);
        for (int from = 0; from < count; from += batch) {
            int size = Math.min(batch, count - from);
            long[] shape = new long[rowShape.size() + 1];
            shape[0] = size;
            for (int i = 0; i < rowShape.size(); i++) {
                shape[i + 1] = rowShape.get(i);
            }
            float[] actual = runner.run(Arrays.copyOfRange(rows, from * width, (from + size) * width), shape);
            if (actual.length != size * outputs) {
                throw new ParityException("ONNX Runtime gives %d numbers for %d rows in a batch of %d, expected %d"
                        .formatted(actual.length, size, batch, size * outputs));
            }
            for (int row = 0; row < size; row++) {
                compare(expected, actual, from + row, row, batch, classes);
            }
        }
    }

    private void compare(float[] expected, float[] actual, int row, int rowInBatch, int batch, boolean classes) {
        for (int i = 0; i < outputs; i++) {
            double a = actual[rowInBatch * outputs + i];
            double b = expected[row * outputs + i];
            double difference = Math.abs(a - b);
            // Written so that NaN fails.
            if (!(difference <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * Math.abs(b))) {
                throw new ParityException(
                        "row %d, output %d in a batch of %d: ONNX Runtime gives %s, the trainer %s, difference %s, tolerance %s + %s |trainer|"
                                .formatted(row, i, batch, a, b, difference, ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE));
            }
            maxAbsolute = Math.max(maxAbsolute, difference);
            // Relative to numbers that the absolute part of the tolerance does not cover.
            if (Math.abs(b) > ABSOLUTE_TOLERANCE) {
                maxRelative = Math.max(maxRelative, difference / Math.abs(b));
            }
        }
        if (classes) {
            int trainers = largest(expected, row * outputs);
            int runtimes = largest(actual, rowInBatch * outputs);
            if (trainers != runtimes) {
                throw new ParityException("row %d in a batch of %d: ONNX Runtime names class %d, the trainer %d"
                        .formatted(row, batch, runtimes, trainers));
            }
        }
    }

    private int largest(float[] values, int from) {
        int best = 0;
        for (int i = 1; i < outputs; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
