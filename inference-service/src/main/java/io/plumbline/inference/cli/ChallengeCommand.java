package io.plumbline.inference.cli;

import io.plumbline.contracts.control.VersionInfo;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code model challenge}: lets a version answer a share of the requests. */
@Command(
        name = "challenge",
        description = "Lets a version answer a share of the ids beside the champion: the same ids on every instance.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model challenge fashion 20261123-195107-1f0c22aa --share 0.1",
            "  plumbline model challenge fashion 20261123-195107-1f0c22aa --share 0.5 --reason \"no worse so far\"",
            "  plumbline model challenge fashion --off",
            "",
            "A challenger that an instance cannot load is taken back everywhere; the champion answers all meanwhile.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class ChallengeCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Mixin
    private Waiting waiting;

    @Mixin
    private Checked checked;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model;

    @Parameters(arity = "0..1", index = "1", paramLabel = "VERSION", description = "The version in the store.")
    private @Nullable String version;

    @Option(names = "--share", paramLabel = "SHARE", description = "Of the ids, more than 0 and less than 1.")
    private @Nullable Double share;

    @Option(names = "--off", description = "End the challenge; the champion answers all again.")
    private boolean off;

    @Override
    public Integer call() throws IOException {
        String challenger = version;
        Double given = share;
        if (off) {
            if (given != null) {
                throw new CommandFailed(ExitCode.USAGE, "--off ends the challenge, there is no share to give with it");
            }
            return waiting.applyToKnown(
                    common, model, (change, now) -> change.endChallenge(now, Optional.ofNullable(challenger)));
        }
        if (challenger == null || given == null) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "expected: model challenge " + model + " VERSION --share SHARE, or model challenge " + model
                            + " --off");
        }
        VersionInfo info = checked.version(common, model, challenger);
        return waiting.applyToKnown(common, model, (change, now) -> change.challenge(now, challenger, info, given));
    }
}
