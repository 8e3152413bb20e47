package io.plumbline.benchmarks;

import io.plumbline.benchmarks.device.DeviceCommand;
import io.plumbline.benchmarks.evaluator.EvaluatorCommand;
import io.plumbline.benchmarks.inference.InferenceCommand;
import io.plumbline.benchmarks.training.TrainingCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs a benchmark by name. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (List.of(arguments).contains("inference") || List.of(arguments).contains("evaluator")) {
            // Each module on this classpath brings a configuration of its own, and logback would tell of all of them.
            System.setProperty("logback.configurationFile", "logback-bench.xml");
        }
        CommandLine bench = new CommandLine(new Bench())
                .addSubcommand(new TrainingCommand())
                .addSubcommand(new InferenceCommand())
                .addSubcommand(new EvaluatorCommand())
                .addSubcommand(new DeviceCommand())
                .addSubcommand(new Statistics())
                .setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(new CommandLine(new Plumbline()).addSubcommand(bench).execute(arguments));
    }

    @Command(name = "plumbline", description = "Benchmarks.")
    static final class Plumbline {}

    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            description =
                    "Races against something else, side by side in one run; benchmarks/README.md tells what was measured.")
    static final class Bench implements Callable<Integer> {
        @Override
        public Integer call() {
            CommandLine.usage(this, System.err);
            return CommandLine.ExitCode.USAGE;
        }
    }

    /** Everything that JMH runs. */
    @Command(
            name = "statistics",
            mixinStandardHelpOptions = true,
            description = "One observation into each statistic, exact against plain, with JMH; more options are JMH's.")
    static final class Statistics implements Callable<Integer> {
        @Unmatched
        private List<String> options = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            org.openjdk.jmh.Main.main(options.toArray(String[]::new));
            return CommandLine.ExitCode.OK;
        }
    }
}
