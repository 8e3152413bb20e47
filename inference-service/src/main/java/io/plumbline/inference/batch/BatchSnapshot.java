package io.plumbline.inference.batch;

/**
 * A reading of a batcher. Adds up: {@code offered = dispatched + removed + expired +
 * waiting}.
 *
 * @param waiting items that wait now
 * @param groups kinds of items ({@link BatchKey}) that wait now
 * @param refused offers that found it full; the same item may have been offered again
 * @param expired items given back because their deadline was past
 * @param fullBatches batches that went because they were full
 * @param dueBatches batches that went because their oldest item had waited long enough, or a deadline pressed
 * @param flushedBatches batches that went because the caller wanted everything out
 */
public record BatchSnapshot(
        int waiting,
        int groups,
        long offered,
        long refused,
        long dispatched,
        long removed,
        long expired,
        long fullBatches,
        long dueBatches,
        long flushedBatches) {
    public long batches() {
        return fullBatches + dueBatches + flushedBatches;
    }
}
