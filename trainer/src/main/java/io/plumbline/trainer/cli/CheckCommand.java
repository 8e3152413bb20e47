package io.plumbline.trainer.cli;

import io.plumbline.contracts.codec.Json;
import io.plumbline.trainer.run.Experiment;
import io.plumbline.trainer.run.TrainingRun;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether an experiment can run, without training. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Reads an experiment and its data, builds the network, exports it untrained, and names every problem.",
        footer = {"", "Example:", "  plumbline check deploy/experiments/fashion-cnn.yaml"})
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ExperimentOptions experiment = new ExperimentOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How the result is printed (default: ${DEFAULT-VALUE}).")
    private OutputFormat output = OutputFormat.TABLE;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    @Override
    public Integer call() {
        Experiment read = experiment.read();
        Map<String, Object> facts = new LinkedHashMap<>();
        try (TrainingRun run = new TrainingRun(read)) {
            facts.put("model", read.model());
            facts.put("task", run.data().task().label());
            facts.put("train", run.data().train().items());
            facts.put("validation", run.data().validation().items());
            facts.put("holdout", run.data().holdout().items());
            facts.put("row", run.data().rowShape());
            facts.put("parameters", run.network().parameterCount());
            facts.put("epochs", read.fit().epochs());
            facts.put("onnxBytes", run.export().length);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(Json.write(facts));
        } else {
            facts.forEach((name, value) -> out.printf("%-10s  %s%n", name, value));
        }
        out.flush();
        return ExitCode.OK;
    }
}
