package io.plumbline.trainer.cli;

import io.plumbline.trainer.run.Experiment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The experiment that a command works on. */
final class ExperimentOptions {
    @Parameters(paramLabel = "EXPERIMENT.yaml", description = "The experiment; paths in it start from its folder.")
    private Path file = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Lays a value over the file, e.g. fit.epochs=2; may be given several times.")
    private List<String> overrides = new ArrayList<>();

    Experiment read() {
        return read(List.of());
    }

    /** @param more laid over everything else */
    Experiment read(List<String> more) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(more);
        return Experiment.read(file, all);
    }
}
