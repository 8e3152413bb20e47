package io.plumbline.inference.cli;

import io.plumbline.contracts.control.VersionInfo;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that brings in a version from the store. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class Checked {
    @Option(
            names = "--verify",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Verify here first (default); --no-verify leaves it to the instances.")
    private boolean verify;

    @Mixin
    private AdmissionOptions admission;

    /**
     * What the store says of a version, after it did here all that an instance does before it serves.
     *
     * @throws CommandFailed if it is not there or must not serve; nothing was changed then
     */
    VersionInfo version(Common common, String model, String version) throws IOException {
        StoredCheckpoint checkpoint = new StoredCheckpoint(common.store(), model, version);
        VersionInfo info = checkpoint.info();
        if (verify) {
            Optional<String> refusal = checkpoint
                    .verdict(admission.admission(), Optional.of(info.checkpoint()))
                    .refusal();
            if (refusal.isPresent()) {
                throw new CommandFailed(
                        ExitCode.REFUSED,
                        "refused, nothing was changed: " + model + " " + version + ": " + refusal.get());
            }
        }
        return info;
    }
}
