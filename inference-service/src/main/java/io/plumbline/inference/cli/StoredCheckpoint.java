package io.plumbline.inference.cli;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.inference.model.CheckpointStore;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.LoadOutcome;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One version as it lies in the store. */
final class StoredCheckpoint {
    /** Enough to see that batches work; the instances warm up for the sizes that they use. */
    private static final LoadSettings TRIAL = new LoadSettings(List.of(1, 4), 1, 1000);

    private final CheckpointStore store;
    private final String model;
    private final String version;

    StoredCheckpoint(CheckpointStore store, String model, String version) {
        this.store = store;
        this.model = model;
        this.version = version;
    }

    /**
     * Reads the manifest, and nothing else.
     *
     * @throws CommandFailed if it is not there or cannot be read
     */
    Manifest manifest() throws IOException {
        Path file = folder().resolve(Manifest.MANIFEST_FILE);
        if (!Files.isRegularFile(file)) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "no checkpoint of model '" + model + "' version '" + version + "' in " + store.root()
                            + ", expected " + file + "; versions there: " + store.versions(model));
        }
        Decoded<Manifest> decoded = new ManifestCodec().decode(Files.readAllBytes(file), file.toString());
        if (decoded instanceof Decoded.Rejected<Manifest> rejected) {
            throw new CommandFailed(ExitCode.REFUSED, "refused: " + rejected.describe());
        }
        return ((Decoded.Accepted<Manifest>) decoded).value();
    }

    VersionInfo info() throws IOException {
        Manifest manifest = manifest();
        return new VersionInfo(manifest.checkpoint(), manifest.task());
    }

    /** Does all that an instance does before it serves; returns why it would refuse, or empty. */
    Optional<String> refusal() throws IOException {
        Verification verification = new CheckpointVerifier().verify(folder(), model, version, Optional.empty());
        if (verification instanceof Verification.Refused refused) {
            return Optional.of(refused.reason().label() + ": " + refused.message());
        }
        LoadOutcome outcome = new ModelLoader().load(((Verification.Verified) verification).checkpoint(), TRIAL);
        if (outcome instanceof LoadOutcome.Refused refused) {
            return Optional.of(refused.reason().label() + ": " + refused.message());
        }
        ((LoadOutcome.Loaded) outcome).model().close();
        return Optional.empty();
    }

    private Path folder() {
        try {
            return store.folder(model, version);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
