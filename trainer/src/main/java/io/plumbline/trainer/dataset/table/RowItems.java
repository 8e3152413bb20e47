package io.plumbline.trainer.dataset.table;

import io.plumbline.contracts.event.Payload;
import io.plumbline.contracts.event.Truth;
import io.plumbline.trainer.dataset.Example;
import java.util.function.IntFunction;

/**
 * Every row an item of its own.
 *
 * @param targets one per row: class index, or target in its own unit
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk numbers; never compared.
public record RowItems(FeatureRows rows, float[] targets, IntFunction<String> ids, IntFunction<Truth> truths)
        implements Items {
    @Override
    public int count() {
        return targets.length;
    }

    @Override
    public int[] rows(int item) {
        return new int[] {item};
    }

    @Override
    public float target(int row) {
        return targets[row];
    }

    @Override
    public Example example(int item) {
        return new Example(ids.apply(item), new Payload.Row(rows.row(item)), truths.apply(item));
    }
}
