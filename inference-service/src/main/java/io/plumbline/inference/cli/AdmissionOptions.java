package io.plumbline.inference.cli;

import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.Tolerance;
import io.plumbline.inference.model.admission.Admission;
import io.plumbline.inference.model.admission.ProbeConfig;
import io.plumbline.inference.model.admission.ProcessProbe;
import io.plumbline.inference.model.trust.SignaturePolicy;
import io.plumbline.inference.model.trust.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that verifies: what an instance would ask of a checkpoint, from the same environment. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields before anything reads them.
final class AdmissionOptions {
    /** Enough to see that batches work; the instances warm up for the sizes that they use. */
    private static final List<Integer> TRIAL_BATCHES = List.of(1, 4);

    private static final int MAX_ROWS = 1000;

    enum Probe {
        off,
        process
    }

    @Option(
            names = "--signature-keys",
            paramLabel = "PATH",
            split = ",",
            defaultValue = "${env:SIGNATURE_KEYS}",
            description = "Public Ed25519 keys in PEM, files or folders; a signature by any other is refused.")
    private List<Path> keys = new ArrayList<>();

    @Option(
            names = "--signature-required",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "${env:SIGNATURE_REQUIRED:-false}",
            description = "Refuse what is not signed.")
    private boolean required;

    @Option(
            names = "--probe",
            paramLabel = "off|process",
            defaultValue = "${env:LOAD_PROBE:-off}",
            description =
                    "Load it in a child process first, with a limit of memory and time (default: ${DEFAULT-VALUE}).")
    private Probe probe;

    @Option(
            names = "--golden-tolerance-absolute",
            paramLabel = "X",
            defaultValue = "${env:GOLDEN_TOLERANCE_ABSOLUTE:-1.0E-5}",
            description = "How far an answer to a golden sample may be from the trainer's (default: ${DEFAULT-VALUE}).")
    private double absolute;

    @Option(
            names = "--golden-tolerance-relative",
            paramLabel = "X",
            defaultValue = "${env:GOLDEN_TOLERANCE_RELATIVE:-1.0E-4}",
            description = "The same as a share of the trainer's answer, added (default: ${DEFAULT-VALUE}).")
    private double relative;

    /** @throws CommandFailed if the options are wrong, or a key cannot be read */
    Admission admission() {
        try {
            return new Admission(
                    new CheckpointVerifier(new SignaturePolicy(TrustedKeys.read(keys()), required)),
                    probe == Probe.process ? Optional.of(new ProcessProbe(ProbeConfig.DEFAULT)) : Optional.empty(),
                    new ModelLoader(),
                    new LoadSettings(TRIAL_BATCHES, 1, MAX_ROWS, new Tolerance(absolute, relative)));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.FAILED, "trusted keys cannot be read: " + e);
        }
    }

    /** An environment that names none reads as one empty path. */
    private List<Path> keys() {
        return keys.stream().filter(path -> !path.toString().isEmpty()).toList();
    }
}
