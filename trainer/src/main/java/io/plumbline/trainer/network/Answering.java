package io.plumbline.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.ParameterList;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What answers rows in the task's own unit: one network, or an ensemble of them. This is what gets exported.
 *
 * <p>Shape: {@code float32[batch, rowShape]} in, {@code float32[batch, outputs]} out. Threads: one at a time.
 */
public interface Answering extends AutoCloseable {
    /** Most rows answered by one native call. */
    int CHUNK = 128;
    /** Most numbers in the rows of one native call: bounds memory for large images. */
    int CHUNK_NUMBERS = 1 << 20;

    /** The answer in evaluation mode, with parameters out of {@code parameters}. */
    NDArray answer(ParameterStore parameters, NDArray rows);

    /** All parameters, running statistics included, by a name that is unique and does not change between runs. */
    ParameterList parameters();

    /** A store that hands out {@link #parameters()} as they are. */
    ParameterStore store();

    /** The blocks that an answer runs, each by the path that messages name it by: empty for the only one. */
    Map<String, Block> blocks();

    Shape rowShape();

    /** How many numbers are answered per row. */
    int outputs();

    String outputName();

    /** A scope for the arrays of one step; closing it frees them. */
    NDManager newScope();

    /** Closes without a checked exception; a second call does nothing. */
    @Override
    void close();

    /**
     * Answers for rows of any number, row-major, in evaluation mode.
     *
     * @throws IllegalArgumentException if the numbers are not whole rows
     */
    default float[] answer(float[] rows) {
        return inChunks(rows, chunk -> answer(store(), chunk));
    }

    /** Runs a forward pass over rows of any number, in chunks of a bounded size. */
    default float[] inChunks(float[] rows, UnaryOperator<NDArray> forward) {
        int width = Math.toIntExact(rowShape().size());
        if (rows.length % width != 0) {
            throw new IllegalArgumentException(
                    "rows have %d numbers, expected a multiple of %d".formatted(rows.length, width));
        }
        int count = rows.length / width;
        int outputs = outputs();
        float[] answers = new float[count * outputs];
        int most = Math.max(1, Math.min(CHUNK, CHUNK_NUMBERS / width));
        for (int from = 0; from < count; from += most) {
            int size = Math.min(most, count - from);
            try (NDManager scope = newScope()) {
                NDArray chunk = scope.create(
                        Arrays.copyOfRange(rows, from * width, (from + size) * width),
                        new Shape(size).addAll(rowShape()));
                float[] answer = forward.apply(chunk).toFloatArray();
                if (answer.length != size * outputs) {
                    throw new IllegalStateException(
                            "%d rows got %d numbers, expected %d".formatted(size, answer.length, size * outputs));
                }
                System.arraycopy(answer, 0, answers, from * outputs, answer.length);
            }
        }
        return answers;
    }
}
