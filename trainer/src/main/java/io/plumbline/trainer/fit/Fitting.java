package io.plumbline.trainer.fit;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.Shuffle;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.schedule.Schedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fits a network to the training part of a data set.
 *
 * <p>Nothing random carries over from step to step: the order of an epoch comes from (seed, epoch), dropout of a step from
 * (seed, step). So a run repeats bit for bit, and any step of it could be repeated alone.
 * <p>A last batch of one row joins the one before it: batch norm has no variance over one row.
 */
public final class Fitting {
    private final Engine engine;
    private final Network network;
    private final Loss loss;
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final FitConfig config;

    public Fitting(
            Engine engine, Network network, Loss loss, Optimizer optimizer, Schedule schedule, FitConfig config) {
        this.engine = engine;
        this.network = network;
        this.loss = loss;
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.config = config;
    }

    /**
     * Fits, from the first step to the last.
     *
     * @throws DivergedException if the loss stops being a finite number
     */
    public void run(Dataset data, FitListener listener) {
        Partition train = data.train();
        long steps = (long) config.epochs() * batches(train, 0).size();
        long step = 0;
        for (int epoch = 1; epoch <= config.epochs(); epoch++) {
            double sum = 0;
            List<int[]> batches = batches(train, epoch);
            for (int[] items : batches) {
                double value = step(Batch.of(train, data.targetScale(), items), step, steps);
                step++;
                if (!Double.isFinite(value)) {
                    throw new DivergedException("the loss is " + value + " at step " + step + " of " + steps
                            + " (epoch " + epoch + "), expected a finite number; try a smaller schedule.learning-rate"
                            + " or set optimizer.clip-norm");
                }
                sum += value;
                listener.stepped(step, steps, value);
            }
            listener.validated(
                    epoch,
                    config.epochs(),
                    sum / batches.size(),
                    validationLoss(data.validation(), data.targetScale()));
        }
    }

    private double step(Batch batch, long step, long steps) {
        engine.setRandomSeed(mix(config.seed(), step));
        double value;
        try (NDManager scope = network.newScope()) {
            try (GradientCollector collector = engine.newGradientCollector()) {
                NDArray batchLoss = loss.evaluate(network.train(rows(batch, scope)), batch.targets());
                collector.backward(batchLoss);
                value = batchLoss.getFloat();
            }
            optimizer.step(schedule.rate(step, steps));
        }
        return value;
    }

    /** The loss in evaluation mode, weighted by rows, in portions of the training batch's size. */
    private double validationLoss(Partition part, TargetScale scale) {
        double sum = 0;
        long rows = 0;
        for (int from = 0; from < part.items(); from += config.batch()) {
            int[] items = IntStream.range(from, Math.min(part.items(), from + config.batch()))
                    .toArray();
            Batch batch = Batch.of(part, scale, items);
            try (NDManager scope = network.newScope()) {
                NDArray raw = network.evaluate(rows(batch, scope));
                sum += loss.evaluate(raw, batch.targets()).getFloat()
                        * batch.targets().rows();
                rows += batch.targets().rows();
            }
        }
        return sum / rows;
    }

    private NDArray rows(Batch batch, NDManager scope) {
        return scope.create(batch.inputs(), new Shape(batch.targets().rows()).addAll(network.rowShape()));
    }

    private List<int[]> batches(Partition part, int epoch) {
        int[] order = Shuffle.order(part.items(), config.seed(), epoch);
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < order.length; ) {
            int left = order.length - from;
            int size = left <= config.batch() + 1 ? left : config.batch();
            batches.add(Arrays.copyOfRange(order, from, from + size));
            from += size;
        }
        return batches;
    }

    /** The finalizer of SplitMix64 over both numbers, so that neighbouring steps share nothing. */
    private static int mix(int seed, long step) {
        long z = (seed * 0x9E3779B97F4A7C15L) ^ (step + 1) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) (z ^ (z >>> 31));
    }
}
