package io.plumbline.inference.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code model promote}: makes the challenger or a shadow the champion. */
@Command(
        name = "promote",
        description =
                "Makes the challenger, or a shadow, the champion; it is loaded everywhere, so the switch takes an instant.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model promote fashion",
            "  plumbline model promote fashion 20261123-195107-1f0c22aa --reason \"12 000 labels, p = 0.003\"",
            "",
            "The champion of before becomes the previous one, to which a rollback returns.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class PromoteCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Mixin
    private Waiting waiting;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model;

    @Parameters(
            arity = "0..1",
            index = "1",
            paramLabel = "VERSION",
            description = "The challenger or a shadow (default: the challenger).")
    private @Nullable String version;

    @Override
    public Integer call() {
        return waiting.applyToKnown(common, model, (change, now) -> change.promote(now, Optional.ofNullable(version)));
    }
}
