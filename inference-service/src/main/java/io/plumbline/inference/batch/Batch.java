package io.plumbline.inference.batch;

import java.util.List;

/**
 * Records that go into one native call.
 *
 * @param items in arrival order; never empty
 * @param oldestArrivalNanos when the first of them was offered, on the batcher's clock
 */
public record Batch<T>(BatchKey key, List<T> items, long oldestArrivalNanos) {
    public Batch {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("batch of " + key + " is empty, expected at least one item");
        }
    }
}
