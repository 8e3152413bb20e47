package io.plumbline.inference.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dead-letters}: the requests that could not be answered. */
@Command(
        name = "dead-letters",
        description = "Lists and shows the requests that could not be answered, and sends them again.",
        mixinStandardHelpOptions = true,
        subcommands = {LettersListCommand.class, LettersShowCommand.class, RedriveCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline dead-letters list --since -1d",
            "  plumbline dead-letters show 0@17",
            "  plumbline dead-letters redrive --reason unknown_model --dry-run",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 brokers not reachable, 75 busy.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class DeadLettersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
