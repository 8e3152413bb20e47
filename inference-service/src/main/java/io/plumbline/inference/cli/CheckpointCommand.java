package io.plumbline.inference.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code checkpoint}: files of models, without brokers. */
@Command(
        name = "checkpoint",
        description = "Makes checkpoints of ONNX files from elsewhere, signs checkpoints and verifies them.",
        mixinStandardHelpOptions = true,
        subcommands = {ImportCommand.class, KeygenCommand.class, SignCommand.class, CheckpointVerifyCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline checkpoint import iris.onnx --model iris --labels a,b,c",
            "  plumbline checkpoint sign iris 20261123-195107-1f0c22aa --key signing.key",
            "  plumbline checkpoint verify iris 20261123-195107-1f0c22aa",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage, 4 refused.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class CheckpointCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
