package io.plumbline.trainer.cli;

import io.plumbline.trainer.dataset.Partition;
import io.plumbline.trainer.publish.HoldoutFiles;
import io.plumbline.trainer.run.Experiment;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the held-out part of an experiment's data as requests and labels. */
@Command(
        name = "holdout",
        mixinStandardHelpOptions = true,
        description = "Writes the part of the data that training never sees as requests.jsonl and labels.jsonl.",
        footer = {"", "Example:", "  plumbline holdout deploy/experiments/fashion-cnn.yaml --out /tmp/fashion"})
final class HoldoutCommand implements Callable<Integer> {
    @Mixin
    private final ExperimentOptions experiment;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to write to.")
    private Path out = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    HoldoutCommand(Map<String, String> environment) {
        this.experiment = new ExperimentOptions(environment);
    }

    @Override
    public Integer call() {
        Experiment read = experiment.read();
        Partition holdout = read.data().load().holdout();
        new HoldoutFiles(read.model()).write(holdout, out);
        PrintWriter printed = spec.commandLine().getOut();
        printed.printf("%d requests and labels in %s%n", holdout.items(), out);
        printed.flush();
        return ExitCode.OK;
    }
}
