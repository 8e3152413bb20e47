package io.plumbline.trainer.fit;

import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.loss.Targets;
import java.util.Arrays;

/** The rows of some items, laid side by side. */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
record Batch(float[] inputs, Targets targets) {
    static Batch of(Partition part, TargetScale scale, int[] items) {
        int rows = Arrays.stream(items).map(part::rows).sum();
        float[] inputs = new float[rows * part.width()];
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
        return new Batch(inputs, new Targets(values, queries));
    }
}
