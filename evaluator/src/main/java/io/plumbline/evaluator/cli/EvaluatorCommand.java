package io.plumbline.evaluator.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The evaluator's commands. */
@Command(
        name = "plumbline",
        description = "Measures predictions against their labels.",
        mixinStandardHelpOptions = true)
public final class EvaluatorCommand {
    private EvaluatorCommand() {}

    /** The command line, ready to execute. */
    public static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new EvaluatorCommand())
                .addSubcommand(new CommandLine(new EvaluateCommand(environment))
                        .addSubcommand(new CompareCommand(environment)))
                .setExecutionExceptionHandler(new Failures());
    }
}
