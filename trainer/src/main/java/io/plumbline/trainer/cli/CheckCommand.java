package io.plumbline.trainer.cli;

import io.plumbline.contracts.codec.Json;
import io.plumbline.trainer.check.CheckReport;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether an experiment can run and what is to be expected of it, without training. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Reads an experiment and its data, builds the network, exports it untrained, and names every problem.",
            "Prints data, layers, learning rate, an estimate of the time, and known mistakes."
        },
        footer = {
            "",
            "Examples:",
            "  plumbline check deploy/experiments/fashion-cnn.yaml",
            "  plumbline check deploy/experiments/ames-mlp.yaml --set fit.batch=4096 --strict -o json",
            "",
            "Exit status: 0 it can run, 1 it failed, 2 the experiment is wrong (with --strict: or has a warning),",
            "4 the network cannot be exported."
        })
final class CheckCommand implements Callable<Integer> {
    private static final int WIDEST = 120;

    @Mixin
    private final ExperimentOptions experiment;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How the result is printed (default: ${DEFAULT-VALUE}).")
    private OutputFormat output = OutputFormat.TABLE;

    @Option(names = "--strict", description = "Treats a warning as a mistake; hints stay hints.")
    private boolean strict;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    CheckCommand(Map<String, String> environment) {
        this.experiment = new ExperimentOptions(environment);
    }

    @Override
    public Integer call() {
        CheckReport report = CheckReport.of(experiment.read());
        PrintWriter out = spec.commandLine().getOut();
        if (output == OutputFormat.JSON) {
            out.println(Json.write(report.toMap()));
        } else {
            int width = spec.usageMessage().autoWidth(true).width();
            new CheckTable(out, Math.min(width, WIDEST), !speaksUnicode()).print(report);
        }
        out.flush();
        return strict && report.hasWarnings() ? ExitCode.USAGE : ExitCode.OK;
    }

    /** Whether stdout can show the blocks of the curve. Java 17 knows only its own default, later ones what stdout takes. */
    private static boolean speaksUnicode() {
        String encoding =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        return Charset.isSupported(encoding)
                && Charset.forName(encoding).newEncoder().canEncode('█');
    }
}
