package io.plumbline.inference.cli;

import io.plumbline.contracts.control.DesiredState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code model rollback}: back to the champion before this one. */
@Command(
        name = "rollback",
        description = "Makes the previous champion the champion again; a second time goes forward again.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  plumbline model rollback fashion --reason \"boots are sneakers now\""})
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Mixin
    private Waiting waiting;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model;

    @Override
    public Integer call() {
        DesiredState now = common.control()
                .state(model)
                .orElseThrow(() -> new CommandFailed(
                        ExitCode.FAILED,
                        "model '" + model + "' is not on " + common.topics().control()
                                + ": there is nothing to roll back"));
        String previous = now.previous()
                .orElseThrow(() -> new CommandFailed(
                        ExitCode.FAILED,
                        "model '" + model + "' had no champion before '" + now.champion()
                                + "'; name one with: model swap " + model + " VERSION"));
        List<String> shadows = now.shadows().stream()
                .filter(shadow -> !shadow.equals(previous))
                .toList();
        Optional<String> challenger = now.challenger().filter(other -> !other.equals(previous));
        DesiredState next = new DesiredState(
                now.generation() + 1,
                previous,
                challenger,
                challenger.isPresent() ? now.share() : 0,
                shadows,
                Optional.of(now.champion()),
                now.versions(),
                Instant.now(),
                waiting.by(),
                waiting.reason().isEmpty() ? "rollback from " + now.champion() : waiting.reason());
        return waiting.deployment(common, model).apply(Optional.of(now), next);
    }
}
