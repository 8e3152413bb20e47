package io.plumbline.trainer.cli;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The trainer's commands. */
@Command(
        name = "plumbline",
        description = "Trains models and writes them as checkpoints.",
        mixinStandardHelpOptions = true)
public final class TrainerCommand {
    private TrainerCommand() {}

    /**
     * The command line, ready to execute.
     *
     * @param progress where progress goes: a bar if it is a terminal, else lines
     * @param environment normally {@code System.getenv()}
     */
    public static CommandLine commandLine(PrintStream progress, Map<String, String> environment) {
        return new CommandLine(new TrainerCommand())
                .addSubcommand(new TrainCommand(progress, environment))
                .addSubcommand(new CheckCommand(environment))
                .addSubcommand(new HoldoutCommand(environment))
                .addSubcommand(new ReproduceCommand(progress, environment))
                .setExecutionStrategy(Failures.strategy())
                .setExecutionExceptionHandler(new Failures())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
