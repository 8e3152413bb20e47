package io.plumbline.inference.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code model}: what is in the store, what should run, what does. */
@Command(
        name = "model",
        description = "Lists and verifies model versions, and says which of them play which role.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ListCommand.class,
            ShowCommand.class,
            VerifyCommand.class,
            SwapCommand.class,
            ChallengeCommand.class,
            ShadowCommand.class,
            PromoteCommand.class,
            RollbackCommand.class,
            StatusCommand.class,
            HistoryCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model list",
            "  plumbline model swap fashion 20261123-195107-1f0c22aa --reason \"better on boots\"",
            "  plumbline model challenge fashion 20261124-070000-90ab12cd --share 0.1",
            "  plumbline model promote fashion",
            "  plumbline model rollback fashion",
            "  plumbline model status -o json",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 not ready in time, 4 refused, 75 busy.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class ModelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
