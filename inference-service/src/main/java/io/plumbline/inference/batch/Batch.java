package io.plumbline.inference.batch;

import java.util.List;

/**
 * Records that go into one native call, and those that no longer should.
 *
 * @param items in arrival order; empty only when all there was had expired
 * @param expired in arrival order; their deadline is past, and {@link DeadlineConfig#dropExpired()} says what that means
 * @param oldestArrivalNanos when the first of all these was offered, on the batcher's clock
 */
public record Batch<T>(BatchKey key, List<T> items, List<T> expired, long oldestArrivalNanos) {
    public Batch {
        items = List.copyOf(items);
        expired = List.copyOf(expired);
        if (items.isEmpty() && expired.isEmpty()) {
            throw new IllegalArgumentException("batch of " + key + " is empty, expected at least one item");
        }
    }
}
