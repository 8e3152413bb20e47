package io.plumbline.local.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands of this module. */
@Command(
        name = "plumbline",
        description = "Runs the whole pipeline on this machine, or single parts of it.",
        mixinStandardHelpOptions = true)
public final class LocalCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    private LocalCommand() {}

    /** The command line, ready to execute. */
    public static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new LocalCommand())
                .addSubcommand(new DemoCommand(environment))
                .addSubcommand(new BrokerCommand())
                .addSubcommand(new ProduceCommand())
                .setExecutionExceptionHandler(new Failures())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
