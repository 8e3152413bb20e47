package io.plumbline.inference.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code model verify}: whether an instance would serve a checkpoint. */
@Command(
        name = "verify",
        description =
                "Does all that an instance does before it serves: signature, digests, manifest, graph, warm-up, golden samples.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline model verify fashion 20261123-195107-1f0c22aa",
            "  plumbline model verify fashion 20261123-195107-1f0c22aa --signature-keys ci.pub --signature-required",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Mixin
    private AdmissionOptions admission;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The model.")
    private String model;

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version.")
    private String version;

    @Override
    public Integer call() throws IOException {
        return new StoredCheckpoint(common.store(), model, version)
                .verdict(admission.admission())
                .print(common.out(), common.json());
    }
}
