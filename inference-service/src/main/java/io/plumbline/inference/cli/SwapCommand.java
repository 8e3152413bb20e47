package io.plumbline.inference.cli;

import io.plumbline.contracts.control.VersionInfo;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code model swap}: makes a version the champion. */
@Command(
        name = "swap",
        description = "Makes a version the champion on every instance, without dropping a record.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model swap fashion 20261123-195107-1f0c22aa",
            "  plumbline model swap fashion 20261123-195107-1f0c22aa --reason \"better on boots\" --timeout 2m",
            "  plumbline model swap fashion 20261123-195107-1f0c22aa --no-wait -o json",
            "",
            "A challenger or shadow is promoted instead: model promote.",
            "Ends with 4 when the version is refused: here, and nothing is written; by an instance, and it is rolled back.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class SwapCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Mixin
    private Waiting waiting;

    @Mixin
    private Checked checked;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model;

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version in the store.")
    private String version;

    @Override
    public Integer call() throws IOException {
        VersionInfo info = checked.version(common, model, version);
        return waiting.apply(common, model, (change, now) -> change.swap(now, version, info));
    }
}
