package io.plumbline.trainer.run;

import io.plumbline.trainer.fit.FitListener;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The shipped experiments, cut down to a test's patience. */
final class Experiments {
    static final Path FOLDER = Path.of("../deploy/experiments");

    private Experiments() {}

    static Experiment quick(String name, String... overrides) {
        List<String> all = new ArrayList<>(List.of("threads=1"));
        all.addAll(List.of(overrides));
        return Experiment.read(FOLDER.resolve(name), all);
    }

    /** A slice of Fashion-MNIST. */
    static Experiment slice(String name, String... overrides) {
        List<String> all = new ArrayList<>(
                List.of("data.limit=2000", "data.holdout=200", "data.validation=300", "fit.epochs=2", "fit.batch=64"));
        all.addAll(List.of(overrides));
        return quick(name, all.toArray(String[]::new));
    }

    /** Fits in a new folder inside {@code folder}. */
    static void fit(TrainingRun run, Path folder) {
        run.fit(new Runs(folder, Clock.systemUTC()).begin("run", run.digest()), part -> FitListener.NONE);
    }
}
