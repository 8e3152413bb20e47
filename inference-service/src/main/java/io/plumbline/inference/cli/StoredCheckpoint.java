package io.plumbline.inference.cli;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Decoded;
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

/** One version as it lies in the store, or in a folder of its own. */
final class StoredCheckpoint {
    /** Enough to see that batches work; the instances warm up for the sizes that they use. */
    private static final LoadSettings TRIAL = new LoadSettings(List.of(1, 4), 1, 1000);

    private final Path folder;
    private final String model;
    private final String version;
    private final String missing;

    /** @throws CommandFailed if a name is not a plain path segment */
    StoredCheckpoint(CheckpointStore store, String model, String version) throws IOException {
        this.model = model;
        this.version = version;
        try {
            this.folder = store.folder(model, version);
            this.missing = "no checkpoint of model '" + model + "' version '" + version + "' in " + store.root()
                    + ", expected " + folder.resolve(Manifest.MANIFEST_FILE) + "; versions there: "
                    + store.versions(model);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private StoredCheckpoint(Path folder, Manifest manifest) {
        this.folder = folder;
        this.model = manifest.model();
        this.version = manifest.version();
        this.missing = "no checkpoint in " + folder;
    }

    /**
     * The checkpoint in that folder, by the names that its manifest gives.
     *
     * @throws CommandFailed if there is none, or its manifest cannot be read
     */
    static StoredCheckpoint in(Path folder) throws IOException {
        String missing = "no checkpoint in " + folder + ", expected " + folder.resolve(Manifest.MANIFEST_FILE)
                + "; for one of the store give MODEL and VERSION";
        return new StoredCheckpoint(folder, read(folder, missing));
    }

    /**
     * Reads the manifest, and nothing else.
     *
     * @throws CommandFailed if it is not there or cannot be read
     */
    Manifest manifest() throws IOException {
        return read(folder, missing);
    }

    private static Manifest read(Path folder, String missing) throws IOException {
        Path file = folder.resolve(Manifest.MANIFEST_FILE);
        if (!Files.isRegularFile(file)) {
            throw new CommandFailed(ExitCode.FAILED, missing);
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
        Verification verification = new CheckpointVerifier().verify(folder, model, version, Optional.empty());
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

    Verdict verdict() throws IOException {
        return new Verdict(model, version, refusal());
    }
}
