package io.plumbline.inference.cli;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.control.VersionInfo;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.inference.model.admission.Admission;
import io.plumbline.inference.model.admission.Admission.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One version as it lies in the store, or in a folder of its own. */
final class StoredCheckpoint {
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

    /** The checkpoint that a command's arguments name: a version of the store's, or a folder. */
    static StoredCheckpoint at(StoreOptions options, String pathOrModel, @Nullable String version) throws IOException {
        return version == null ? in(Path.of(pathOrModel)) : new StoredCheckpoint(options.store(), pathOrModel, version);
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

    Path folder() {
        return folder;
    }

    String model() {
        return model;
    }

    String version() {
        return version;
    }

    /** Does all that an instance does before it serves. */
    Verdict verdict(Admission admission) throws IOException {
        return verdict(admission, Optional.empty());
    }

    /** @param expectedCheckpoint sha256 of the ONNX file that the verdict must be about, where it matters */
    Verdict verdict(Admission admission, Optional<String> expectedCheckpoint) throws IOException {
        Decision decision = admission.admit(folder, model, version, expectedCheckpoint);
        if (decision instanceof Decision.Refused refused) {
            return new Verdict(model, version, Optional.of(refused.describe()), "");
        }
        Decision.Admitted admitted = (Decision.Admitted) decision;
        admitted.model().close();
        return new Verdict(
                model, version, Optional.empty(), admitted.signature().describe());
    }
}
