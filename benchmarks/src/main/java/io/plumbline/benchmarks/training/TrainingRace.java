package io.plumbline.benchmarks.training;

import io.plumbline.trainer.fit.EpochResult;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.FitStart;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.fit.StepResult;
import io.plumbline.trainer.logger.FitListeners;
import io.plumbline.trainer.run.Experiment;
import io.plumbline.trainer.run.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Epochs of the trainer and of the bare loop in turn, in one process, so that both meet the same machine.
 *
 * <p>The trainer's epochs are those of a real run: loader threads, optimizer, schedule, saved states and the experiment's
 * loggers. What it does between epochs — validation, the best weights, the report — is no part of either side's time.
 */
final class TrainingRace {
    private final Experiment experiment;
    private final int warmUp;
    private final int rounds;
    private final boolean bare;

    /** @param bare whether the bare loop runs in turn with the trainer */
    TrainingRace(Experiment experiment, int warmUp, int rounds, boolean bare) {
        this.experiment = experiment;
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.bare = bare;
    }

    /** Runs {@code warmUp + rounds} epochs; the experiment must have as many. */
    void run(Path folder) {
        try (TrainingRun run = new TrainingRun(experiment);
                Turns turns = new Turns(bare ? new BareLoop(experiment, run.data()) : null)) {
            run.fit(new SavedRun(folder), part -> {
                Map<String, FitListener> listeners = new LinkedHashMap<>();
                listeners.put("loggers", experiment.loggers().open(part));
                listeners.put("turns", turns);
                return new FitListeners(listeners);
            });
            turns.print(run.data().train().items());
        }
    }

    private final class Turns implements FitListener {
        private final @Nullable BareLoop loop;
        private final List<Double> trainerSeconds = new ArrayList<>();
        private final List<Double> bareSeconds = new ArrayList<>();
        private final List<Long> residentBytes = new ArrayList<>();
        private long started;
        private double seconds;

        Turns(@Nullable BareLoop loop) {
            this.loop = loop;
        }

        @Override
        public void started(FitStart start) {
            started = System.nanoTime();
        }

        @Override
        public void stepped(StepResult step) {
            seconds = (System.nanoTime() - started) / 1e9;
        }

        @Override
        public void validated(EpochResult epoch) {
            boolean counted = epoch.epoch() > warmUp;
            if (counted) {
                trainerSeconds.add(seconds);
            }
            if (loop != null) {
                double took = loop.epoch();
                if (counted) {
                    bareSeconds.add(took);
                }
            }
            residentBytes.add(Memory.residentBytes());
            started = System.nanoTime();
        }

        @Override
        public void close() {
            if (loop != null && trainerSeconds.size() == rounds) {
                loop.close();
            }
        }

        void print(int items) {
            line("trainer, items/s", trainerSeconds.stream().map(s -> items / s).toList(), "%,.0f");
            if (loop != null) {
                line(
                        "bare loop, items/s",
                        bareSeconds.stream().map(s -> items / s).toList(),
                        "%,.0f");
                List<Double> ratios = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    ratios.add(bareSeconds.get(i) / trainerSeconds.get(i));
                }
                line("trainer / bare loop", ratios, "%.3f");
            }
            System.out.printf(Locale.ROOT, "%-22s %,d MiB%n", "peak resident", Memory.peakBytes() >> 20);
            int every = Math.max(1, residentBytes.size() / 5);
            StringBuilder line = new StringBuilder();
            for (int i = every - 1; i < residentBytes.size(); i += every) {
                line.append(String.format(Locale.ROOT, " %d:%,d", i + 1, residentBytes.get(i) >> 20));
            }
            System.out.printf("%-22s%s MiB%n", "resident after epoch", line);
        }
    }

    private static void line(String name, List<Double> values, String format) {
        double[] sorted = values.stream().mapToDouble(v -> v).toArray();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%-22s " + format + " / " + format + " / " + format + "%n",
                name,
                sorted[0],
                sorted[sorted.length / 2],
                sorted[sorted.length - 1]);
    }
}
