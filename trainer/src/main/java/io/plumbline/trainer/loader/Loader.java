package io.plumbline.trainer.loader;

import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.Shuffle;
import io.plumbline.trainer.dataset.TargetScale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The training part in batches, epoch after epoch.
 *
 * <p>Nothing random carries over from batch to batch: what a batch holds depends on seed, epoch and its place in the epoch
 * alone, so an epoch can be entered in its middle.
 * <p>A last batch of one item joins the one before it: batch norm has no variance over one row.
 * <p>Threads: one caller.
 */
public final class Loader implements AutoCloseable {
    private final Partition part;
    private final TargetScale scale;
    private final int batch;
    private final long seed;

    /** @param batch items of each batch, at least 1; rows, or whole queries for ranking */
    public Loader(Partition part, TargetScale scale, int batch, long seed) {
        this.part = part;
        this.scale = scale;
        this.batch = batch;
        this.seed = seed;
    }

    /** Batches of an epoch; the same for every epoch. */
    public int batchesPerEpoch() {
        return plan(1).size();
    }

    /**
     * The batches of one epoch, in order; close it when leaving early.
     *
     * @param epoch from 1
     * @param first index of the first batch to give, from 0
     */
    public Batches epoch(int epoch, int first) {
        Iterator<int[]> plan = plan(epoch).listIterator(first);
        return new Batches() {
            @Override
            public boolean hasNext() {
                return plan.hasNext();
            }

            @Override
            public Batch next() {
                return Batch.of(part, scale, plan.next());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}

    private List<int[]> plan(int epoch) {
        int[] order = Shuffle.order(part.items(), seed, epoch);
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < order.length; ) {
            int left = order.length - from;
            int size = left <= batch + 1 ? left : batch;
            batches.add(Arrays.copyOfRange(order, from, from + size));
            from += size;
        }
        return batches;
    }

    /** The rest of an epoch. */
    public interface Batches extends Iterator<Batch>, AutoCloseable {
        @Override
        void close();
    }
}
