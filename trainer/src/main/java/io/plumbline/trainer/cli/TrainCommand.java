package io.plumbline.trainer.cli;

import io.plumbline.contracts.checkpoint.MetricEstimate;
import io.plumbline.contracts.checkpoint.Parity;
import io.plumbline.contracts.codec.Json;
import io.plumbline.trainer.experiment.InvalidExperimentException;
import io.plumbline.trainer.fit.FitListener;
import io.plumbline.trainer.fit.SavedRun;
import io.plumbline.trainer.logger.FitListeners;
import io.plumbline.trainer.publish.Published;
import io.plumbline.trainer.publish.Publisher;
import io.plumbline.trainer.run.Experiment;
import io.plumbline.trainer.run.Runs;
import io.plumbline.trainer.run.TrainingRun;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains one experiment and publishes its checkpoint. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains an experiment and writes its checkpoint to the store, unless ONNX Runtime answers"
                + " otherwise than the trainer does.",
        footer = {
            "",
            "Examples:",
            "  plumbline train deploy/experiments/fashion-cnn.yaml",
            "  plumbline train deploy/experiments/ames-mlp.yaml --set fit.epochs=5 --store /tmp/store -o json",
            "",
            "Exit status: 0 published, 1 failed, 2 the experiment or the command line is wrong,",
            "4 refused because the exported model answers otherwise than the trained one, 75 another process works on the run."
        })
final class TrainCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;

    private final PrintStream progress;
    private final Map<String, String> environment;
    private final List<FitListeners> opened = new ArrayList<>();

    @Mixin
    private final ExperimentOptions experiment;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            defaultValue = ".plumbline/store",
            description = "The checkpoint store (default: ${DEFAULT-VALUE}).")
    private Path store = Path.of("");

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = ".plumbline/runs",
            description = "The folder of runs: logs, reports, saved states (default: ${DEFAULT-VALUE}).")
    private Path runs = Path.of("");

    @Option(
            names = "--holdout-metrics",
            description = "Also measures the held-out part, once, when nothing is left to be chosen by it.")
    private boolean holdoutMetrics;

    @ArgGroup(exclusive = true)
    private TrainModes modes = new TrainModes();

    @Option(
            names = "--resume",
            description = "Goes on with the newest interrupted run of the same experiment, to the bit.")
    private boolean resume;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How the result is printed (default: ${DEFAULT-VALUE}).")
    private OutputFormat output = OutputFormat.TABLE;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    TrainCommand(PrintStream progress, Map<String, String> environment) {
        this.progress = progress;
        this.environment = environment;
        this.experiment = new ExperimentOptions(environment);
    }

    @Override
    public Integer call() {
        long started = System.nanoTime();
        Experiment read = experiment.read(modes.dryRun ? List.of("fit.max-steps=2", "fit.epochs=1") : List.of());
        try (TrainingRun run = new TrainingRun(read)) {
            announce(run);
            PrintWriter out = spec.commandLine().getOut();
            if (modes.findLearningRate) {
                return modes.findLearningRate(run, out);
            }
            if (modes.overfitOneBatch) {
                return modes.overfitOneBatch(run, out);
            }
            if (modes.replay != null) {
                return TrainModes.replay(run, modes.replay, out);
            }
            if (holdoutMetrics && run.data().holdout().items() == 0) {
                throw new InvalidExperimentException(
                        "experiment",
                        List.of("data.holdout is 0, expected held-out items for --holdout-metrics to measure"));
            }
            SavedRun saved = begin(run);
            try (SavedRun.Lock lock = saved.lock()) {
                return carryOut(run, saved, started);
            }
        }
    }

    private int carryOut(TrainingRun run, SavedRun saved, long started) {
        run.fit(saved, folder -> listener(run.experiment(), folder));
        opened.forEach(
                listeners -> listeners.problems().forEach(problem -> progress.println("not logged: " + problem)));
        if (modes.dryRun) {
            return dryRun(run, saved);
        }
        Map<String, MetricEstimate> held = holdoutMetrics ? run.measureHoldout() : Map.of();
        Published published = run.publish(run.export(), new Publisher(store, Clock.systemUTC()));
        run.finish(saved);
        print(published, saved, held, (System.nanoTime() - started) / NANOS);
        return ExitCode.OK;
    }

    private void announce(TrainingRun run) {
        Experiment read = run.experiment();
        progress.printf(
                Locale.ROOT,
                "%s: %d items to train, %d to validate, %d held out; %s%d parameters, %d epochs, %d threads%n",
                read.model(),
                run.data().train().items(),
                run.data().validation().items(),
                run.data().holdout().items(),
                read.members() > 1 ? read.members() + " networks, " : "",
                run.parameterCount(),
                read.fit().epochs(),
                read.threads());
    }

    private FitListener listener(Experiment read, Path folder) {
        FitListeners listeners = read.loggers().open(folder).after("progress", Progress.to(progress, environment));
        opened.add(listeners);
        return listeners;
    }

    private int dryRun(TrainingRun run, SavedRun saved) {
        Parity parity = run.checkParity(run.export());
        run.finish(saved);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "dry run: trained 2 steps, validated, exported; ONNX Runtime agrees on %d rows (largest difference %.2g);"
                        + " nothing published%n",
                parity.rows(),
                parity.maxAbsoluteDifference());
        out.flush();
        return ExitCode.OK;
    }

    private SavedRun begin(TrainingRun run) {
        Runs all = new Runs(runs, Clock.systemUTC());
        String model = run.experiment().model();
        if (resume) {
            Optional<SavedRun> unfinished = all.unfinished(model, run.digest());
            if (unfinished.isPresent()) {
                progress.println("going on with " + unfinished.get().folder());
                return unfinished.get();
            }
            progress.println(
                    "no unfinished run of this experiment in " + runs.resolve(model) + ", so a new one begins");
        }
        return all.begin(model, run.digest());
    }

    private void print(Published published, SavedRun saved, Map<String, MetricEstimate> held, double seconds) {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, MetricEstimate> metrics = new TreeMap<>(published.manifest().metrics());
        if (output == OutputFormat.JSON) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("model", published.manifest().model());
            result.put("version", published.manifest().version());
            result.put("path", published.folder().toString());
            result.put("run", saved.folder().toString());
            result.put("metrics", values(metrics));
            if (holdoutMetrics) {
                result.put("holdout", values(held));
            }
            result.put("seconds", seconds);
            out.println(Json.write(result));
        } else {
            out.printf(Locale.ROOT, "checkpoint  %s%n", published.folder());
            out.printf(Locale.ROOT, "run         %s%n", saved.folder());
            print(out, "", metrics);
            print(out, " held out", new TreeMap<>(held));
            out.printf(Locale.ROOT, "seconds     %.1f%n", seconds);
        }
        out.flush();
    }

    private static void print(PrintWriter out, String part, Map<String, MetricEstimate> metrics) {
        metrics.forEach((name, estimate) -> out.printf(
                Locale.ROOT,
                "%-10s  %.6g  (95 %%: %.6g to %.6g)%s%n",
                name,
                estimate.value(),
                estimate.lower(),
                estimate.upper(),
                part));
    }

    private static Map<String, Object> values(Map<String, MetricEstimate> metrics) {
        Map<String, Object> values = new LinkedHashMap<>();
        metrics.forEach((name, estimate) -> values.put(name, estimate.value()));
        return values;
    }
}
