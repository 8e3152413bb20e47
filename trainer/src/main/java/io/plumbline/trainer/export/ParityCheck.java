package io.plumbline.trainer.export;

import io.plumbline.contracts.checkpoint.Parity;
import io.plumbline.trainer.export.onnx.OnnxRunner;
import io.plumbline.trainer.network.Answering;
import java.util.Arrays;
import java.util.List;

/**
 * Compares the trainer's answers with ONNX Runtime's on the same rows, and refuses when they differ, naming the first layer
 * that does.
 *
 * <p>Numbers agree by {@link Tolerance}. The first rows run in batches of 1, 2 and 7, every row in batches of 256 (fewer of large images), because a
 * graph that has one batch size baked in agrees at that size only. Rows of zeros and of numbers ten times as large as
 * any real one are compared too, at ten times the tolerance, for rounding errors grow with the numbers.
 */
public final class ParityCheck {
    private static final List<Integer> SMALL_BATCHES = List.of(1, 2, 7);
    private static final int SMALL_BATCH_RUNS = 5;
    private static final int LARGE_BATCH = 256;
    /** Large images run fewer at a time, so that a check does not need more memory than training did. */
    private static final int LARGE_NUMBERS = 1 << 22;

    private static final double EXTREME = 10;

    private final byte[] onnx;
    private final Answering network;
    private final OnnxRunner runner;
    private final int width;
    private final int outputs;
    private final boolean classes;
    private double maxAbsolute;
    private double maxRelative;

    private ParityCheck(byte[] onnx, Answering network, OnnxRunner runner, boolean classes) {
        this.onnx = onnx;
        this.network = network;
        this.runner = runner;
        this.width = Math.toIntExact(network.rowShape().size());
        this.outputs = network.outputs();
        this.classes = classes;
    }

    /**
     * Runs {@code rows} through the ONNX file and compares.
     *
     * @param network that the file was exported from
     * @param rows row-major, any number; publishing gives at least 256 where the data has as many
     * @param expected the network's answers to them
     * @param classes whether the largest output of each row must be the same one, ties aside
     * @throws ParityException if any answer differs by more than the tolerance, is not finite, or names another class
     */
    public static Parity of(byte[] onnx, Answering network, float[] rows, float[] expected, boolean classes) {
        int count = expected.length / network.outputs();
        if (count == 0 || rows.length != count * network.rowShape().size()) {
            throw new IllegalArgumentException(
                    "%d numbers and %d answers, expected the same number of rows, at least one"
                            .formatted(rows.length, expected.length));
        }
        try (OnnxRunner runner = new OnnxRunner(onnx)) {
            ParityCheck check = new ParityCheck(onnx, network, runner, classes);
            for (int batch : SMALL_BATCHES) {
                check.run(rows, expected, Math.min(count, batch * SMALL_BATCH_RUNS), batch);
            }
            check.run(rows, expected, count, Math.max(8, Math.min(LARGE_BATCH, LARGE_NUMBERS / check.width)));
            check.runExtremes(rows);
            return new Parity(check.maxAbsolute, check.maxRelative, count);
        }
    }

    private void run(float[] rows, float[] expected, int count, int batch) {
        for (int from = 0; from < count; from += batch) {
            int size = Math.min(batch, count - from);
            float[] chunk = Arrays.copyOfRange(rows, from * width, (from + size) * width);
            float[] actual = answers(chunk, size);
            for (int row = 0; row < size; row++) {
                String place = " in a batch of " + batch;
                for (int i = 0; i < outputs; i++) {
                    double a = actual[row * outputs + i];
                    double b = expected[(from + row) * outputs + i];
                    if (!Double.isFinite(b) || !Tolerance.agree(a, b)) {
                        throw refused(chunk, row, "row %d, output %d%s".formatted(from + row, i, place), a, b, 1);
                    }
                    note(a, b);
                }
                if (classes) {
                    requireSameClass(
                            "row " + (from + row) + place, actual, row * outputs, expected, (from + row) * outputs);
                }
            }
        }
    }

    /** What is NaN in the trainer too is no difference: such rows are no data. */
    private void runExtremes(float[] rows) {
        float largest = 0;
        for (float number : rows) {
            largest = Math.max(largest, Math.abs(number));
        }
        float large = (float) (largest * EXTREME);
        float[] extremes = new float[3 * width];
        Arrays.fill(extremes, width, 2 * width, large);
        for (int i = 0; i < width; i++) {
            extremes[2 * width + i] = i % 2 == 0 ? -large : large;
        }
        float[] expected = network.answer(extremes);
        float[] actual = answers(extremes, 3);
        for (int i = 0; i < expected.length; i++) {
            boolean neither = Float.isNaN(expected[i]) && Float.isNaN(actual[i]);
            if (!neither && !Tolerance.agree(actual[i], expected[i], EXTREME)) {
                String where = (i / outputs == 0 ? "a row of zeros" : "a row of numbers as large as " + large)
                        + ", output " + i % outputs;
                throw refused(extremes, i / outputs, where, actual[i], expected[i], EXTREME);
            }
        }
    }

    private float[] answers(float[] chunk, int size) {
        float[] actual = runner.run(chunk, shape(size));
        if (actual.length != size * outputs) {
            throw new ParityException("ONNX Runtime gives %d numbers for %d rows, expected %d"
                    .formatted(actual.length, size, size * outputs));
        }
        return actual;
    }

    private long[] shape(int size) {
        long[] row = network.rowShape().getShape();
        long[] shape = new long[row.length + 1];
        shape[0] = size;
        System.arraycopy(row, 0, shape, 1, row.length);
        return shape;
    }

    private void note(double a, double b) {
        double difference = Math.abs(a - b);
        maxAbsolute = Math.max(maxAbsolute, difference);
        // Relative to numbers that the absolute part of the tolerance does not cover.
        if (Math.abs(b) > Tolerance.ABSOLUTE) {
            maxRelative = Math.max(maxRelative, difference / Math.abs(b));
        }
    }

    private ParityException refused(float[] chunk, int row, String where, double a, double b, double times) {
        float[] alone = Arrays.copyOfRange(chunk, row * width, (row + 1) * width);
        // One row shows most faults, and is cheap; some show in a batch only.
        String layer = FirstDifference.of(onnx, network, alone, shape(1))
                .or(() -> FirstDifference.of(onnx, network, chunk, shape(chunk.length / width)))
                .orElse(
                        "no layer differs when both run again: these answers were not made by this network as it is now");
        return new ParityException(
                "%s: ONNX Runtime gives %s, the trainer %s, difference %s, tolerance %s + %s |trainer|; %s"
                        .formatted(
                                where,
                                a,
                                b,
                                Math.abs(a - b),
                                times * Tolerance.ABSOLUTE,
                                times * Tolerance.RELATIVE,
                                layer));
    }

    /** Classes that the trainer finds equally likely may change places. */
    private void requireSameClass(String where, float[] actual, int actualFrom, float[] expected, int expectedFrom) {
        int runtimes = largest(actual, actualFrom);
        int trainers = largest(expected, expectedFrom);
        if (!Tolerance.agree(expected[expectedFrom + runtimes], expected[expectedFrom + trainers])) {
            throw new ParityException(
                    "%s: ONNX Runtime names class %d, the trainer %d".formatted(where, runtimes, trainers));
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
