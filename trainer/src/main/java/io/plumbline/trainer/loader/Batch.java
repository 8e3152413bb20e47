package io.plumbline.trainer.loader;

import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.dataset.Targets;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The rows of some items, laid side by side.
 *
 * @param items which items of the partition
 * @param inputs {@code [rows, rowShape]} row-major
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
public record Batch(int[] items, float[] inputs, Targets targets) {
    /** The rows as they are in the partition, targets scaled. */
    public static Batch of(Partition part, TargetScale scale, int[] items) {
        return of(part, scale, items, float[]::new);
    }

    /** @param arrays gives an array of the length asked for, whatever it holds */
    static Batch of(Partition part, TargetScale scale, int[] items, IntFunction<float[]> arrays) {
        int rows = Arrays.stream(items).map(part::rows).sum();
        float[] inputs = arrays.apply(Math.multiplyExact(rows, part.width()));
        float[] values = new float[rows];
        int[] queries = new int[rows];
        int at = 0;
        for (int item : items) {
            int start = part.starts()[item];
            int count = part.rows(item);
            System.arraycopy(part.inputs(), start * part.width(), inputs, at * part.width(), count * part.width());
            for (int row = 0; row < count; row++) {
                values[at + row] = scale.apply(part.targets()[start + row]);
                queries[at + row] = item;
            }
            at += count;
        }
        return new Batch(items, inputs, new Targets(values, queries));
    }
}
