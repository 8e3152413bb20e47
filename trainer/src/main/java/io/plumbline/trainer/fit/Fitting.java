package io.plumbline.trainer.fit;

import io.plumbline.trainer.loader.Batch;
import io.plumbline.trainer.loader.Loader;
import io.plumbline.trainer.optimizer.WeightAverage;
import io.plumbline.trainer.schedule.Moment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Fits a network to the training part of a data set, and can go on where an earlier process left off, to the bit.
 *
 * <p>Nothing random carries over from step to step: the order of an epoch comes from (seed, epoch), dropout of a batch from
 * (seed, number of the batch). What does carry over — weights, running averages, the loop's own counters — is saved
 * together, between two steps.
 */
public final class Fitting {
    private static final double NANOS = 1e9;

    private final FitSetup setup;
    private final FitConfig config;
    private final SavedRun saved;
    private final LongSupplier nanoTime;
    private final TrainingStep training;
    private final Validation validation;
    private final Optional<EarlyStopping> stopping;
    private final int batchesPerEpoch;
    private final long stepsPerEpoch;
    private final long steps;
    private long started;
    private long savedAt;
    private long savedStep;
    private Progress at = new Progress();

    public Fitting(FitSetup setup, SavedRun saved, LongSupplier nanoTime) {
        this.setup = setup;
        this.config = setup.config();
        this.saved = saved;
        this.nanoTime = nanoTime;
        this.training = new TrainingStep(setup.engine(), setup.network(), setup.loss());
        this.validation = new Validation(setup.network(), setup.loss(), setup.metrics(), config.batch());
        this.stopping = config.stopping().map(EarlyStopping::new);
        this.batchesPerEpoch = setup.loader().batchesPerEpoch();
        this.stepsPerEpoch = (batchesPerEpoch + config.accumulate() - 1) / config.accumulate();
        long all = config.epochs() * stepsPerEpoch;
        this.steps = config.maxSteps() > 0 ? Math.min(all, config.maxSteps()) : all;
    }

    /** Optimizer steps of the whole run, unless it stops early. */
    public long steps() {
        return steps;
    }

    public long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /**
     * Takes up the saved state, if there is one.
     *
     * @return optimizer steps that need not be done again
     */
    public long resume() {
        if (saved.exists()) {
            at = saved.restore(setup, stopping);
        }
        return at.step;
    }

    /**
     * Fits to the end, and leaves the weights that are to be published in the network.
     *
     * @throws DivergedException if a loss or a gradient stops being a finite number
     */
    public FitEnd run(FitListener listener) {
        started = nanoTime.getAsLong();
        savedAt = started;
        BestEpochs best = new BestEpochs(saved.best(), config.watch(), config.keepBest(), at.epochsDone());
        while (at.ended.isEmpty()) {
            boolean whole = epoch(best, listener);
            validate(best, listener);
            if (whole && at.ended.isEmpty()) {
                at.nextEpoch();
            }
            if (dueToSave() || !at.ended.isEmpty()) {
                save(best);
            }
        }
        Optional<Map<String, float[]>> bestWeights = config.publishBest() ? best.best() : Optional.empty();
        setup.network().load(bestWeights.orElseGet(this::published));
        FitEnd end = new FitEnd(at.ended, at.epochsDone(), at.step, at.bestEpoch, seconds());
        listener.ended(end);
        return end;
    }

    /** Trains to the epoch's end, or to a limit of the run; says which: true for the epoch's end. */
    private boolean epoch(BestEpochs best, FitListener listener) {
        try (Loader.Batches batches = setup.loader().epoch(at.epoch, at.batch)) {
            while (batches.hasNext()) {
                // An epoch without a step would be validated like any other, and has no training loss.
                if (at.epochSteps > 0 && limitReached()) {
                    return false;
                }
                List<Batch> group = batches.next(config.accumulate());
                step(group, listener);
                group.forEach(batches::recycle);
                if (dueToSave()) {
                    save(best);
                }
            }
            return true;
        }
    }

    private boolean limitReached() {
        if (at.step >= steps && config.maxSteps() > 0) {
            at.ended = "fit.max-steps reached: " + at.step;
        } else if (config.maxTime().isPresent()
                && seconds() >= config.maxTime().get().toNanos() / NANOS) {
            at.ended = "fit.max-time reached after %d steps".formatted(at.step);
        }
        return !at.ended.isEmpty();
    }

    private void step(List<Batch> batches, FitListener listener) {
        double rate = setup.schedule().rate(new Moment(at.step, stepsPerEpoch, steps));
        double loss = training.run(batches, config.seed(), firstBatch());
        requireFinite("loss", loss, rate, batches);
        double norm = setup.optimizer().step(rate);
        requireFinite("gradients' norm", norm, rate, batches);
        setup.average().ifPresent(WeightAverage::update);
        at.step++;
        at.batch += batches.size();
        at.lossSum += loss;
        at.epochSteps++;
        at.learningRate = rate;
        int items = batches.stream().mapToInt(batch -> batch.items().length).sum();
        listener.stepped(new StepResult(at.step, steps, at.epoch, loss, rate, norm, items, seconds()));
    }

    /** The number of the next batch, counted over the run. */
    private long firstBatch() {
        return (long) (at.epoch - 1) * batchesPerEpoch + at.batch;
    }

    private void requireFinite(String what, double value, double rate, List<Batch> batches) {
        if (Double.isFinite(value)) {
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("what", what);
        facts.put("value", Double.toString(value));
        facts.put("learningRate", rate);
        facts.put("seed", config.seed());
        facts.put("firstBatch", firstBatch());
        facts.put(
                "items",
                batches.stream()
                        .map(batch ->
                                java.util.Arrays.stream(batch.items()).boxed().toList())
                        .toList());
        saved.saveReplay(setup, at, facts);
        throw new DivergedException(what, value, at.step + 1, steps, at.epoch, saved.replay());
    }

    private void validate(BestEpochs best, FitListener listener) {
        Map<String, Double> values;
        boolean isBest;
        try (Closeable averaged = swapIn()) {
            values = validation.over(setup.data().validation(), setup.data().targetScale());
            isBest = best.offer(at.epoch, values, setup.network()::weights);
        }
        if (isBest) {
            at.bestEpoch = at.epoch;
        }
        setup.schedule().validated(values);
        Map<String, Double> metrics = new LinkedHashMap<>(values);
        double loss = metrics.remove(Validation.LOSS);
        listener.validated(new EpochResult(
                at.epoch,
                config.epochs(),
                at.step,
                at.trainingLoss(),
                loss,
                metrics,
                at.learningRate,
                isBest,
                seconds()));
        if (!at.ended.isEmpty()) {
            return;
        }
        if (stopping.isPresent() && stopping.get().stopsAfter(values)) {
            at.ended = stopping.get().reason();
        } else if (at.epoch >= config.epochs()) {
            at.ended = "all epochs done";
        } else {
            limitReached();
        }
    }

    /** What is published if the last epoch is: the average where there is one. */
    private Map<String, float[]> published() {
        try (Closeable averaged = swapIn()) {
            return setup.network().weights();
        }
    }

    private Closeable swapIn() {
        return setup.average()
                .<Closeable>map(average -> average.swapIn()::close)
                .orElse(() -> {});
    }

    /** Closes without a checked exception. */
    private interface Closeable extends AutoCloseable {
        @Override
        void close();
    }

    private boolean dueToSave() {
        return (config.saveSteps() > 0 && at.step % config.saveSteps() == 0 && at.step != savedStep)
                || nanoTime.getAsLong() - savedAt >= config.saveEvery().toNanos();
    }

    private void save(BestEpochs best) {
        best.write();
        saved.save(setup, at, stopping, seconds());
        best.tidy();
        savedAt = nanoTime.getAsLong();
        savedStep = at.step;
    }

    private double seconds() {
        return at.secondsBefore + (nanoTime.getAsLong() - started) / NANOS;
    }
}
