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

/** {@code model shadow}: lets a version predict silently. */
@Command(
        name = "shadow",
        description = "Lets a version predict silently beside the champion, as far as that delays nobody.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model shadow fashion 20261123-195107-1f0c22aa",
            "  plumbline model shadow fashion 20261123-195107-1f0c22aa --off",
            "  plumbline model shadow fashion --off",
            "",
            "Its predictions carry the role 'shadow'. While the service is too busy for them they are skipped, and counted in",
            "inference_shadow_skipped_total. A shadow that an instance cannot load is taken back everywhere.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class ShadowCommand implements Callable<Integer> {
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

    @Option(names = "--off", description = "End this shadow, or without VERSION every one.")
    private boolean off;

    @Override
    public Integer call() throws IOException {
        String shadow = version;
        if (off) {
            return waiting.applyToKnown(
                    common, model, (change, now) -> change.endShadow(now, Optional.ofNullable(shadow)));
        }
        if (shadow == null) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "expected: model shadow " + model + " VERSION, or model shadow " + model + " [VERSION] --off");
        }
        VersionInfo info = checked.version(common, model, shadow);
        return waiting.applyToKnown(common, model, (change, now) -> change.shadow(now, shadow, info));
    }
}
