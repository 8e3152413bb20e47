package io.plumbline.inference.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code checkpoint verify}: whether an instance would serve a checkpoint, in the store or in any folder. */
@Command(
        name = "verify",
        description =
                "Does all that an instance does before it serves: signature, digests, manifest, graph, warm-up, golden samples.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  plumbline checkpoint verify fashion 20261123-195107-1f0c22aa",
            "  plumbline checkpoint verify ./downloads/fashion-candidate -o json",
            "  plumbline checkpoint verify ./downloads/fashion-candidate --probe process --signature-keys keys/",
            "",
            "Exit codes: 0 verified, 1 failed, 2 usage, 4 refused.",
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class CheckpointVerifyCommand implements Callable<Integer> {
    @Mixin
    private StoreOptions options;

    @Mixin
    private AdmissionOptions admission;

    @Parameters(
            index = "0",
            paramLabel = "PATH|MODEL",
            description = "A checkpoint's folder, or with VERSION a model of the store.")
    private String pathOrModel;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION", description = "The version.")
    private @Nullable String version;

    @Override
    public Integer call() throws IOException {
        return StoredCheckpoint.at(options, pathOrModel, version)
                .verdict(admission.admission())
                .print(options.out(), options.json());
    }
}
