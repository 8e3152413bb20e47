package io.plumbline.trainer.cli;

import io.plumbline.trainer.run.Experiment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The experiment that a command works on. */
final class ExperimentOptions {
    private final Map<String, String> environment;

    @Parameters(paramLabel = "EXPERIMENT.yaml", description = "The experiment; paths in it start from its folder.")
    private Path file = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "Lays a value over the file; may be given several times. The value is YAML:",
                "  fit.epochs=2  loggers=[csv, html]  augment[0].probability=0.3  'network={type: mlp, hidden: [64]}'",
                "The environment lies between the two: PLUMBLINE_TRAIN_FIT__EPOCHS=2."
            })
    private List<String> overrides = new ArrayList<>();

    /** @param environment whose {@code PLUMBLINE_TRAIN_*} variables are laid over the file */
    ExperimentOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    Experiment read() {
        return read(List.of());
    }

    /** @param more laid over everything else */
    Experiment read(List<String> more) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(more);
        return Experiment.read(file, all, environment);
    }
}
