package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.Digests;
import io.plumbline.contracts.checkpoint.FileDigest;
import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.codec.GoldenCodec;
import io.plumbline.contracts.codec.ManifestCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Decoded.Accepted;
import io.plumbline.contracts.event.Decoded.Rejected;
import io.plumbline.inference.model.trust.ManifestSignature;
import io.plumbline.inference.model.trust.SignaturePolicy;
import io.plumbline.inference.model.trust.SignatureState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides whether a checkpoint's files are what its manifest says, and its manifest what a trusted key signed.
 *
 * <p>The signature is over the manifest's bytes, which name length and sha256 of every other file; so it covers them all.
 * It is checked before anything reads the manifest.
 *
 * <p>Each file is read once, and the bytes that were hashed are the bytes that will be loaded: what happens to the file
 * afterwards changes nothing. Links may lead to a file inside the checkpoint's folder, not out of it.
 *
 * <p>Threads: any number of callers. Cost: reads every file whole; the ONNX file stays on the heap.
 */
public final class CheckpointVerifier {
    static final long MAX_MANIFEST_BYTES = 16L << 20;
    static final long MAX_GOLDEN_BYTES = 64L << 20;
    /** The largest protobuf message there is, and so the largest ONNX file without external data. */
    public static final long MAX_FILE_BYTES = Integer.MAX_VALUE - 8L;

    private final ManifestCodec manifests = new ManifestCodec();
    private final GoldenCodec goldens = new GoldenCodec();
    private final SignaturePolicy policy;

    /** Trusts whoever can write to the store. */
    public CheckpointVerifier() {
        this(SignaturePolicy.NONE);
    }

    public CheckpointVerifier(SignaturePolicy policy) {
        this.policy = policy;
    }

    /**
     * Reads and checks everything.
     *
     * @param expectedCheckpoint sha256 of the ONNX file that the desired state names, where there is one
     * @throws IOException if a file is there but cannot be read, which another try may heal
     */
    public Verification verify(
            Path folder, String expectedModel, String expectedVersion, Optional<String> expectedCheckpoint)
            throws IOException {
        try {
            CheckpointFiles files = CheckpointFiles.open(folder);
            byte[] json = files.read(Manifest.MANIFEST_FILE, MAX_MANIFEST_BYTES);
            SignatureState signature = signature(files, json);
            Manifest manifest = manifest(files, json, expectedModel, expectedVersion);
            if (expectedCheckpoint.isPresent() && !expectedCheckpoint.get().equals(manifest.checkpoint())) {
                throw new RefusedException(
                        RefusalReason.WRONG_CHECKPOINT,
                        "checkpoint is " + manifest.checkpoint() + ", expected " + expectedCheckpoint.get()
                                + " as the desired state names it (" + folder + ")");
            }
            return new Verification.Verified(read(files, json, manifest, signature));
        } catch (RefusedException refused) {
            return refused.verification();
        }
    }

    private SignatureState signature(CheckpointFiles files, byte[] manifest) throws IOException, RefusedException {
        Optional<byte[]> file = files.exists(ManifestSignature.FILE)
                ? Optional.of(files.read(ManifestSignature.FILE, ManifestSignature.MAX_BYTES))
                : Optional.empty();
        SignatureState state = policy.keys().judge(manifest, file);
        if (state instanceof SignatureState.Invalid invalid) {
            RefusalReason reason =
                    switch (invalid.problem()) {
                        case MALFORMED -> RefusalReason.MALFORMED_SIGNATURE;
                        case UNKNOWN_KEY -> RefusalReason.UNTRUSTED_KEY;
                        case WRONG -> RefusalReason.WRONG_SIGNATURE;
                    };
            throw new RefusedException(reason, invalid.message() + " (" + files.where(ManifestSignature.FILE) + ")");
        }
        if (policy.required() && !(state instanceof SignatureState.Valid)) {
            throw new RefusedException(
                    RefusalReason.UNSIGNED,
                    "checkpoint is not signed, expected a signature by one of the keys "
                            + policy.keys().ids() + " (" + files.where(ManifestSignature.FILE) + ")");
        }
        return state;
    }

    private Manifest manifest(CheckpointFiles files, byte[] json, String expectedModel, String expectedVersion)
            throws RefusedException {
        Decoded<Manifest> decoded = manifests.decode(json, files.where(Manifest.MANIFEST_FILE));
        if (decoded instanceof Rejected<Manifest> rejected) {
            throw new RefusedException(RefusalReason.MALFORMED_MANIFEST, rejected.describe());
        }
        Manifest manifest = ((Accepted<Manifest>) decoded).value();
        if (!manifest.model().equals(expectedModel) || !manifest.version().equals(expectedVersion)) {
            throw new RefusedException(
                    RefusalReason.WRONG_NAME,
                    "manifest is of model '" + manifest.model() + "' version '" + manifest.version() + "', expected '"
                            + expectedModel + "' and '" + expectedVersion + "' ("
                            + files.where(Manifest.MANIFEST_FILE) + ")");
        }
        return manifest;
    }

    private VerifiedCheckpoint read(CheckpointFiles files, byte[] json, Manifest manifest, SignatureState signature)
            throws IOException, RefusedException {
        byte[] onnx = new byte[0];
        List<GoldenSample> golden = List.of();
        for (Map.Entry<String, FileDigest> file : new TreeMap<>(manifest.files()).entrySet()) {
            String name = file.getKey();
            FileDigest expected = file.getValue();
            long most = name.equals(Manifest.GOLDEN_FILE) ? MAX_GOLDEN_BYTES : MAX_FILE_BYTES;
            byte[] bytes = files.read(name, most, expected.bytes());
            FileDigest got = Digests.of(bytes);
            if (!got.equals(expected)) {
                throw new RefusedException(
                        RefusalReason.WRONG_DIGEST,
                        "file has " + got.bytes() + " bytes with sha256 " + got.sha256() + ", manifest expects "
                                + expected.bytes() + " with " + expected.sha256() + " (" + files.where(name) + ")");
            }
            if (name.equals(Manifest.MODEL_FILE)) {
                onnx = bytes;
            } else if (name.equals(Manifest.GOLDEN_FILE)) {
                golden = golden(bytes, files.where(name));
            }
        }
        Optional<Verification.Refused> refused = GraphScan.check(onnx, files.where(Manifest.MODEL_FILE));
        if (refused.isPresent()) {
            throw new RefusedException(refused.get().reason(), refused.get().message());
        }
        return new VerifiedCheckpoint(manifest, json, signature, onnx, golden);
    }

    private List<GoldenSample> golden(byte[] jsonl, String where) throws RefusedException {
        Decoded<List<GoldenSample>> decoded = goldens.decode(jsonl, where);
        if (decoded instanceof Rejected<List<GoldenSample>> rejected) {
            throw new RefusedException(RefusalReason.MALFORMED_GOLDEN, rejected.describe());
        }
        return ((Accepted<List<GoldenSample>>) decoded).value();
    }
}
