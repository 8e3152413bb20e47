package io.plumbline.trainer.loader;

import io.plumbline.contracts.checkpoint.Task;
import io.plumbline.trainer.augment.Augmentation;
import io.plumbline.trainer.augment.Augmenter;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.dataset.Targets;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The training part in batches, epoch after epoch, prepared ahead by threads of its own.
 *
 * <p>Nothing random carries over from batch to batch: what a batch holds depends on seed, epoch and its place in the epoch
 * alone, so an epoch can be entered in its middle, and the bytes are the same whatever the number of threads.
 * <p>Threads: one caller, who has one epoch open at a time.
 */
public final class Loader implements AutoCloseable {
    private final Partition part;
    private final TargetScale scale;
    private final int batch;
    private final long seed;
    private final LoaderConfig config;
    private final EpochOrder order;
    private final Augmenter augmenter;
    private final Ahead ahead;
    private final Queue<float[]> spare;

    /**
     * The training part of a data set.
     *
     * @param batch items of each batch, at least 1; rows, or whole queries for ranking
     * @throws InvalidExperimentException if the part has fewer items than a batch, or cannot be sampled or changed as asked
     */
    public Loader(Dataset data, int batch, long seed, LoaderConfig config, Augmentation augmentation) {
        this(data.train(), data.targetScale(), batch, seed, config, order(data, seed, config), augmentation.over(data));
    }

    /** A part as it is: each item once an epoch, unchanged, on the caller's thread. */
    public Loader(Partition part, TargetScale scale, int batch, long seed) {
        this(
                part,
                scale,
                batch,
                seed,
                LoaderConfig.PLAIN,
                EpochOrder.shuffled(part.items(), seed),
                Augmentation.none());
    }

    private Loader(
            Partition part,
            TargetScale scale,
            int batch,
            long seed,
            LoaderConfig config,
            EpochOrder order,
            Augmenter augmenter) {
        requireFull(batch, part.items());
        this.part = part;
        this.scale = scale;
        this.batch = batch;
        this.seed = seed;
        this.config = config;
        this.order = order;
        this.augmenter = augmenter;
        this.ahead = new Ahead(config.threads(), config.prefetch());
        this.spare = new ArrayBlockingQueue<>(ahead.depth() + 1);
    }

    /**
     * Holds a batch against the items there are.
     *
     * @throws InvalidExperimentException if they do not fill one
     */
    public static void requireFull(int batch, int items) {
        if (batch > items) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("fit.batch is " + batch + ", but there are " + items
                            + " items to train on, expected at most as many"));
        }
    }

    private static EpochOrder order(Dataset data, long seed, LoaderConfig config) {
        if (config.sampler() == LoaderConfig.Sampler.SHUFFLE) {
            return EpochOrder.shuffled(data.train().items(), seed);
        }
        if (!(data.task() instanceof Task.Classification)) {
            throw new InvalidExperimentException(
                    "experiment",
                    List.of("loader.sampler is oversample, which evens out classes, but the task of the data is "
                            + data.task().label() + ", expected classification or loader.sampler: shuffle"));
        }
        return EpochOrder.oversampled(data.train(), data.outputs(), seed);
    }

    /** Batches of an epoch; the same for every epoch. */
    public int batchesPerEpoch() {
        return EpochPlan.ends(part.items(), batch, config.tail()).size();
    }

    /**
     * The batches of one epoch, in order; close it when leaving early.
     *
     * @param epoch from 1
     * @param first index of the first batch to give, from 0; that of the batch after the last gives none
     */
    public Batches epoch(int epoch, int first) {
        EpochPlan plan = new EpochPlan(order.of(epoch), batch, config.tail());
        if (first < 0 || first > plan.batches()) {
            throw new IllegalArgumentException(
                    "first batch is " + first + ", expected 0 to " + plan.batches() + " as the epoch has batches");
        }
        Ahead.Sequence<Batch> sequence = ahead.sequence(
                first, plan.batches(), index -> make(epoch, index, plan.items(index), plan.repeats(index)));
        return new Batches() {
            @Override
            public boolean hasNext() {
                return sequence.hasNext();
            }

            @Override
            public Batch next() {
                return sequence.next();
            }

            @Override
            public void recycle(Batch used) {
                // Only a hint: if there are spare arrays enough, this one is left to the garbage collector.
                boolean unused = spare.offer(used.inputs());
            }

            @Override
            public void close() {
                sequence.close();
            }
        };
    }

    /** Ends the threads; an epoch that is still open gives no more batches. */
    @Override
    public void close() {
        ahead.close();
    }

    private Batch make(int epoch, int index, int[] items, int[] repeats) {
        Batch made = Batch.of(part, scale, items, this::array);
        for (int image = 0; image < items.length; image++) {
            augmenter.change(made.inputs(), image, new Augmenter.Place(seed, epoch, items[image], repeats[image]));
        }
        Targets targets = augmenter.mix(made.inputs(), made.targets(), seed, epoch, index);
        return new Batch(items, made.inputs(), targets);
    }

    private float[] array(int length) {
        float[] array = spare.poll();
        return array != null && array.length == length ? array : new float[length];
    }

    /** The rest of an epoch. */
    public interface Batches extends Iterator<Batch>, AutoCloseable {
        /**
         * The next batch.
         *
         * @throws RuntimeException what went wrong when it was made, as it was thrown
         */
        @Override
        Batch next();

        /** The next {@code most} batches, or what is left of the epoch: those of one optimizer step. */
        default List<Batch> next(int most) {
            List<Batch> group = new ArrayList<>();
            while (group.size() < most && hasNext()) {
                group.add(next());
            }
            return group;
        }

        /** Gives a batch's inputs back, to be written over by a later batch: nobody looks at them any more. */
        void recycle(Batch used);

        @Override
        void close();
    }
}
