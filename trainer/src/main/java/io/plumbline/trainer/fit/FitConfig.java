package io.plumbline.trainer.fit;

import io.plumbline.trainer.experiment.Settings;
import io.plumbline.trainer.metric.TaskMetrics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long and in which portions a network is fitted, what stops it early, and what is kept of it.
 *
 * @param epochs passes over the training part at most, at least 1
 * @param maxSteps optimizer steps at most; 0 for no limit
 * @param maxTime time at most, over all processes that worked on the run; empty for no limit
 * @param batch items per forward pass (rows, or whole queries for ranking), at least 1
 * @param accumulate batches per optimizer step, at least 1; the step is the one that a batch this many times as large takes
 * @param seed decides parameters, order and dropout; with the same data and threads the run repeats bit for bit
 * @param watch what the best epoch is best in
 * @param keepBest how many of the best epochs' weights stay in the run's folder, at least 1
 * @param publishBest whether the best epoch's weights are published, and not the last's
 * @param saveSteps optimizer steps between two saved states; 0 leaves it to time
 * @param saveEvery time between two saved states, give or take a step: what a crash costs at most
 */
public record FitConfig(
        int epochs,
        long maxSteps,
        Optional<Duration> maxTime,
        int batch,
        int accumulate,
        int seed,
        Watch watch,
        Optional<EarlyStopping.Config> stopping,
        int keepBest,
        boolean publishBest,
        long saveSteps,
        Duration saveEvery) {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    public static FitConfig from(Settings fit, int seed) {
        int epochs = fit.whole("epochs", 1, 100_000);
        int maxSteps = fit.whole("max-steps", 0, Integer.MAX_VALUE, 0);
        Optional<Duration> maxTime = fit.has("max-time")
                ? Optional.of(fit.duration("max-time", SHORTEST, LONGEST, Duration.ofHours(1)))
                : Optional.empty();
        int batch = fit.whole("batch", 1, 1 << 20);
        int accumulate = fit.whole("accumulate", 1, 1 << 16, 1);
        Optional<EarlyStopping.Config> stopping =
                fit.has("early-stopping") ? Optional.of(stopping(fit.section("early-stopping"))) : Optional.empty();
        Settings checkpoints = fit.section("checkpoints");
        // How often the state is saved says nothing about which epoch is wanted.
        boolean wantsBest =
                stopping.isPresent() || checkpoints.has("metric") || checkpoints.has("mode") || checkpoints.has("best");
        Watch watch = stopping.isPresent() && !checkpoints.has("metric")
                ? stopping.get().watch()
                : watch(checkpoints);
        return new FitConfig(
                epochs,
                maxSteps,
                maxTime,
                batch,
                accumulate,
                seed,
                watch,
                stopping,
                checkpoints.whole("best", 1, 1000, 1),
                fit.choice("publish", List.of("best", "last"), wantsBest ? "best" : "last")
                        .equals("best"),
                checkpoints.whole("every-steps", 0, Integer.MAX_VALUE, 0),
                checkpoints.duration("every", SHORTEST, LONGEST, Duration.ofMinutes(1)));
    }

    /** The metrics that decide something, by the key that names each. */
    public Map<String, String> watched() {
        Map<String, String> watched = new LinkedHashMap<>();
        watched.put("fit.checkpoints.metric", watch.metric());
        stopping.ifPresent(
                early -> watched.put("fit.early-stopping.metric", early.watch().metric()));
        return watched;
    }

    /** The same with another seed. */
    public FitConfig withSeed(int other) {
        return new FitConfig(
                epochs,
                maxSteps,
                maxTime,
                batch,
                accumulate,
                other,
                watch,
                stopping,
                keepBest,
                publishBest,
                saveSteps,
                saveEvery);
    }

    private static EarlyStopping.Config stopping(Settings stopping) {
        return new EarlyStopping.Config(
                watch(stopping),
                stopping.whole("patience", 1, 100_000, 3),
                stopping.real("min-delta", 0, Double.MAX_VALUE, 0));
    }

    private static Watch watch(Settings section) {
        String metric = section.text("metric", "loss");
        String mode = section.choice("mode", List.of("auto", "min", "max"), "auto");
        return new Watch(metric, mode.equals("auto") ? TaskMetrics.higherIsBetter(metric) : mode.equals("max"));
    }
}
