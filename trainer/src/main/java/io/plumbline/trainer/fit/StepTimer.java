package io.plumbline.trainer.fit;

import io.plumbline.trainer.loader.Batch;
import io.plumbline.trainer.loader.Loader;
import io.plumbline.trainer.optimizer.WeightAverage;
import io.plumbline.trainer.schedule.Moment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Times some real steps: loading, forward, backward, update; three to warm up, then twenty or what fits into a second.
 *
 * <p>The network has the same weights afterwards as before.
 */
public final class StepTimer {
    private static final int WARM_UP = 3;
    private static final int ENOUGH_STEPS = 20;
    private static final double ENOUGH_SECONDS = 1;
    private static final double NANOS = 1e9;

    private final FitSetup setup;
    private final LongSupplier nanoTime;

    public StepTimer(FitSetup setup, LongSupplier nanoTime) {
        this.setup = setup;
        this.nanoTime = nanoTime;
    }

    /**
     * How long it took.
     *
     * @param steps optimizer steps of the whole run, unless it stops early
     * @param measured steps that were timed; 0 if the loss stopped being a number before
     * @param validationSeconds one pass over the validation part
     * @param diverged the step, from 1, whose loss or gradient was no number
     */
    public record Timing(
            long steps,
            long stepsPerEpoch,
            int measured,
            double secondsPerStep,
            double validationSeconds,
            Optional<Long> diverged) {}

    /** Takes the first steps of the run, as they would be taken, and puts the weights back. */
    public Timing run() {
        FitConfig config = setup.config();
        long perEpoch = (setup.loader().batchesPerEpoch() + config.accumulate() - 1L) / config.accumulate();
        long all = config.epochs() * perEpoch;
        long steps = config.maxSteps() > 0 ? Math.min(all, config.maxSteps()) : all;
        Map<String, float[]> weights = setup.network().weights();
        try {
            return time(steps, perEpoch);
        } finally {
            setup.network().load(weights);
        }
    }

    private Timing time(long steps, long perEpoch) {
        long warmUp = Math.min(WARM_UP, steps - 1);
        int measured = 0;
        double seconds = 0;
        Optional<Long> diverged = Optional.empty();
        Loader.Batches batches = setup.loader().epoch(1, 0);
        try {
            int epoch = 1;
            for (long step = 0; step < steps && measured < ENOUGH_STEPS && seconds < ENOUGH_SECONDS; step++) {
                long started = nanoTime.getAsLong();
                if (!batches.hasNext()) {
                    batches.close();
                    batches = setup.loader().epoch(++epoch, 0);
                }
                if (!finite(batches, step, new Moment(step, perEpoch, steps))) {
                    diverged = Optional.of(step + 1);
                    break;
                }
                if (step >= warmUp) {
                    measured++;
                    seconds += (nanoTime.getAsLong() - started) / NANOS;
                }
            }
        } finally {
            batches.close();
        }
        return new Timing(steps, perEpoch, measured, seconds / Math.max(1, measured), validationSeconds(), diverged);
    }

    /** One step; says whether loss and gradients were numbers. */
    private boolean finite(Loader.Batches batches, long step, Moment at) {
        FitConfig config = setup.config();
        List<Batch> group = batches.next(config.accumulate());
        TrainingStep training = new TrainingStep(setup.engine(), setup.network(), setup.loss());
        double loss = training.run(group, config.seed(), step * config.accumulate());
        double norm = setup.optimizer().step(setup.schedule().rate(at));
        setup.average().ifPresent(WeightAverage::update);
        return Double.isFinite(loss) && Double.isFinite(norm);
    }

    private double validationSeconds() {
        Validation validation = new Validation(
                setup.network(), setup.loss(), setup.metrics(), setup.config().batch());
        long started = nanoTime.getAsLong();
        validation.over(setup.data().validation(), setup.data().targetScale());
        return (nanoTime.getAsLong() - started) / NANOS;
    }
}
