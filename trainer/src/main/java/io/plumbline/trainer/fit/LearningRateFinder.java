package io.plumbline.trainer.fit;

import io.plumbline.trainer.loader.Batch;
import io.plumbline.trainer.loader.Loader;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains for some steps with a rate that grows from step to step, and finds where the loss falls fastest.
 *
 * <p>The weights are spoilt by it: the network is good for nothing afterwards.
 * <p>Source: Smith (2017), "Cyclical learning rates for training neural networks", section 3.3. The loss is an exponential
 * moving average with its start corrected, as a single batch says little.
 */
public final class LearningRateFinder {
    private static final double SMOOTHING = 0.9;
    /** A loss this many times the lowest has left the valley. */
    private static final double BLOWN_UP = 4;

    private final FitSetup setup;

    public LearningRateFinder(FitSetup setup) {
        this.setup = setup;
    }

    /** One rate and the smoothed loss after a step with it. */
    public record Point(double rate, double loss) {}

    /**
     * The sweep.
     *
     * @param points in the order of their rates; fewer than asked for if the loss blew up
     * @param suggestion the rate at which the loss falls fastest per decade; NaN if it never falls
     */
    public record Sweep(List<Point> points, double suggestion) {
        public Sweep {
            points = List.copyOf(points);
        }
    }

    /** Tries {@code steps} rates from {@code from} to {@code to}, each the same multiple of the one before. */
    public Sweep sweep(double from, double to, int steps) {
        TrainingStep training = new TrainingStep(setup.engine(), setup.network(), setup.loss());
        List<Point> points = new ArrayList<>();
        double average = 0;
        double lowest = Double.POSITIVE_INFINITY;
        int epoch = 1;
        Loader.Batches batches = setup.loader().epoch(epoch, 0);
        try {
            for (int step = 0; step < steps; step++) {
                if (!batches.hasNext()) {
                    batches.close();
                    batches = setup.loader().epoch(++epoch, 0);
                }
                List<Batch> group = batches.next(setup.config().accumulate());
                double rate = from * Math.pow(to / from, (double) step / Math.max(1, steps - 1));
                double loss = training.run(
                        group,
                        setup.config().seed(),
                        (long) step * setup.config().accumulate());
                average = SMOOTHING * average + (1 - SMOOTHING) * loss;
                double smoothed = average / (1 - Math.pow(SMOOTHING, step + 1));
                if (!Double.isFinite(smoothed) || smoothed > BLOWN_UP * lowest) {
                    break;
                }
                lowest = Math.min(lowest, smoothed);
                points.add(new Point(rate, smoothed));
                setup.optimizer().step(rate);
            }
        } finally {
            batches.close();
        }
        return new Sweep(points, steepest(points));
    }

    private static double steepest(List<Point> points) {
        double best = 0;
        double rate = Double.NaN;
        for (int i = 1; i < points.size() - 1; i++) {
            Point before = points.get(i - 1);
            Point after = points.get(i + 1);
            double slope = (after.loss - before.loss) / Math.log10(after.rate / before.rate);
            if (slope < best) {
                best = slope;
                rate = points.get(i).rate;
            }
        }
        return rate;
    }
}
