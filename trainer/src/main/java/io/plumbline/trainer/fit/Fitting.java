package io.plumbline.trainer.fit;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.dataset.TargetScale;
import io.plumbline.trainer.loader.Batch;
import io.plumbline.trainer.loader.Loader;
import io.plumbline.trainer.loss.Loss;
import io.plumbline.trainer.network.Network;
import io.plumbline.trainer.optimizer.Optimizer;
import io.plumbline.trainer.schedule.Moment;
import io.plumbline.trainer.schedule.Schedule;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Fits a network to the training part of a data set.
 *
 * <p>Nothing random carries over from step to step: the order of an epoch comes from (seed, epoch), dropout of a step from
 * (seed, step). So a run repeats bit for bit, and any step of it could be repeated alone.
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
        long started = System.nanoTime();
        Loader loader = new Loader(data.train(), data.targetScale(), config.batch(), config.seed());
        long perEpoch = loader.batchesPerEpoch();
        long steps = config.epochs() * perEpoch;
        long step = 0;
        for (int epoch = 1; epoch <= config.epochs(); epoch++) {
            double sum = 0;
            double rate = 0;
            try (Loader.Batches batches = loader.epoch(epoch, 0)) {
                while (batches.hasNext()) {
                    Batch batch = batches.next();
                    rate = schedule.rate(new Moment(step, perEpoch, steps));
                    engine.setRandomSeed(mix(config.seed(), step));
                    double value = forwardAndBackward(batch);
                    double norm = optimizer.step(rate);
                    step++;
                    if (!Double.isFinite(value)) {
                        throw new DivergedException("the loss is " + value + " at step " + step + " of " + steps
                                + " (epoch " + epoch
                                + "), expected a finite number; try a smaller schedule.learning-rate"
                                + " or set optimizer.clip-norm");
                    }
                    sum += value;
                    listener.stepped(new StepResult(
                            step, steps, epoch, value, rate, norm, batch.items().length, since(started)));
                }
            }
            listener.validated(new EpochResult(
                    epoch,
                    config.epochs(),
                    step,
                    sum / perEpoch,
                    validationLoss(data.validation(), data.targetScale()),
                    Map.of(),
                    rate,
                    false,
                    since(started)));
        }
    }

    private double forwardAndBackward(Batch batch) {
        try (NDManager scope = network.newScope();
                GradientCollector collector = engine.newGradientCollector()) {
            NDArray mean = loss.mean(network.train(rows(batch, scope)), batch.targets());
            collector.backward(mean);
            return mean.getFloat();
        }
    }

    /** The loss in evaluation mode, in portions of the training batch's size. */
    private double validationLoss(Partition part, TargetScale scale) {
        double sum = 0;
        double weight = 0;
        for (int from = 0; from < part.items(); from += config.batch()) {
            int[] items = IntStream.range(from, Math.min(part.items(), from + config.batch()))
                    .toArray();
            Batch batch = Batch.of(part, scale, items);
            try (NDManager scope = network.newScope()) {
                sum += loss.total(network.evaluate(rows(batch, scope)), batch.targets())
                        .getFloat();
                weight += loss.weight(batch.targets());
            }
        }
        return sum / Loss.divisor(weight);
    }

    private NDArray rows(Batch batch, NDManager scope) {
        return scope.create(batch.inputs(), new Shape(batch.targets().rows()).addAll(network.rowShape()));
    }

    private static double since(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    /** The finalizer of SplitMix64 over both numbers, so that neighbouring steps share nothing. */
    private static int mix(int seed, long step) {
        long z = (seed * 0x9E3779B97F4A7C15L) ^ (step + 1) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) (z ^ (z >>> 31));
    }
}
