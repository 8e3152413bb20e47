package io.plumbline.inference.model.admission;

import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.LoadOutcome;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.Placement;
import io.plumbline.inference.model.RefusalReason;
import io.plumbline.inference.model.ServedModel;
import io.plumbline.inference.model.Verification;
import io.plumbline.inference.model.VerifiedCheckpoint;
import io.plumbline.inference.model.trust.SignatureState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Lets a checkpoint in, or says why not: verified, tried in a child process where one is configured, then loaded from
 * the very bytes that were verified.
 *
 * <p>Threads: any number of callers, each waiting for its own. Cost: that of {@link ModelLoader}, and with a probe about
 * twice that and the start of a JVM.
 */
public final class Admission {
    private final CheckpointVerifier verifier;
    private final Optional<ProcessProbe> probe;
    private final ModelLoader loader;
    private final LoadSettings settings;

    public Admission(
            CheckpointVerifier verifier, Optional<ProcessProbe> probe, ModelLoader loader, LoadSettings settings) {
        this.verifier = verifier;
        this.probe = probe;
        this.loader = loader;
        this.settings = settings;
    }

    /** The same, with the models elsewhere. */
    public Admission on(Placement placement) {
        return new Admission(verifier, probe, loader, settings.on(placement));
    }

    /** What came of it. */
    public sealed interface Decision {
        /** The caller owns the model, and closes it. */
        record Admitted(ServedModel model, SignatureState signature) implements Decision {}

        /** @param message what, got, expected, where */
        record Refused(RefusalReason reason, String message) implements Decision {
            /** For a status record and a command's output. */
            public String describe() {
                return reason.label() + ": " + message;
            }
        }
    }

    /**
     * Decides on the checkpoint in that folder.
     *
     * @param expectedCheckpoint sha256 of the ONNX file that the desired state names, where there is one
     * @throws IOException if a file is there but cannot be read, or the child process cannot be started, which another
     *     try may heal
     */
    public Decision admit(Path folder, String model, String version, Optional<String> expectedCheckpoint)
            throws IOException {
        try {
            Verification verification = verifier.verify(folder, model, version, expectedCheckpoint);
            if (verification instanceof Verification.Refused refused) {
                return new Decision.Refused(refused.reason(), refused.message());
            }
            VerifiedCheckpoint checkpoint = ((Verification.Verified) verification).checkpoint();
            if (probe.isPresent()) {
                Optional<Decision.Refused> refused = probe.get().refusal(folder, checkpoint, settings);
                if (refused.isPresent()) {
                    return refused.get();
                }
            }
            LoadOutcome outcome = loader.load(checkpoint, settings);
            if (outcome instanceof LoadOutcome.Refused refused) {
                return new Decision.Refused(refused.reason(), refused.message());
            }
            return new Decision.Admitted(((LoadOutcome.Loaded) outcome).model(), checkpoint.signature());
        } catch (OutOfMemoryError e) {
            // Else it would be tried again and again, and each try endanger what serves.
            return new Decision.Refused(
                    RefusalReason.TOO_LARGE,
                    "checkpoint needs more memory than this process has: " + e.getMessage() + " (" + folder + ")");
        }
    }
}
