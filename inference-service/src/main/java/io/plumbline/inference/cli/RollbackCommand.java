package io.plumbline.inference.cli;

import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.PastState;
import io.plumbline.contracts.control.VersionInfo;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code model rollback}: back to a champion of before. */
@Command(
        name = "rollback",
        description = "Makes the previous champion the champion again; a second time goes forward again.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model rollback fashion --reason \"boots are sneakers now\"",
            "  plumbline model rollback fashion --to 20261120-080000-77aa01bc",
            "",
            "--to names any champion that 'model history' tells of; the store must hold the same bytes still.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Mixin
    private Waiting waiting;

    @Mixin
    private Checked checked;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model;

    @Option(names = "--to", paramLabel = "VERSION", description = "An earlier champion (default: the one before this).")
    private @Nullable String to;

    @Override
    public Integer call() throws IOException {
        String version = to;
        if (version == null) {
            return waiting.applyToKnown(common, model, (change, now) -> change.rollback(now, previous(now), Map.of()));
        }
        PastState past = common.control().history(model).stream()
                .filter(state -> state.champion().equals(version))
                .findFirst()
                .orElseThrow(() -> new CommandFailed(
                        ExitCode.USAGE,
                        "'" + version + "' was no champion of model '" + model + "' as far as its history is known;"
                                + " a version that never was is swapped in: model swap " + model + " " + version));
        VersionInfo info = checked.version(common, model, version);
        if (!info.checkpoint().equals(past.checkpoint())) {
            throw new CommandFailed(
                    ExitCode.REFUSED,
                    "refused, nothing was changed: " + model + " " + version + " in the store has checkpoint "
                            + info.checkpoint() + ", expected " + past.checkpoint() + " as in generation "
                            + past.generation());
        }
        return waiting.applyToKnown(
                common, model, (change, now) -> change.rollback(now, version, Map.of(version, info)));
    }

    private String previous(DesiredState now) {
        return now.previous()
                .orElseThrow(() -> new CommandFailed(
                        ExitCode.FAILED,
                        "model '" + model + "' had no champion before '" + now.champion()
                                + "'; name one with: model swap " + model + " VERSION"));
    }
}
