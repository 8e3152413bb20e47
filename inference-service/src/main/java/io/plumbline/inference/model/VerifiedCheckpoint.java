package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.GoldenSample;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.inference.model.trust.SignatureState;
import java.util.List;

/**
 * A checkpoint whose files were read once, and hashed as read. Only {@link CheckpointVerifier} makes one.
 *
 * <p>Cost: holds the whole ONNX file on the heap; let go of it once loaded.
 */
public final class VerifiedCheckpoint {
    private final Manifest manifest;
    private final byte[] manifestBytes;
    private final SignatureState signature;
    private final byte[] onnx;
    private final List<GoldenSample> golden;

    VerifiedCheckpoint(
            Manifest manifest, byte[] manifestBytes, SignatureState signature, byte[] onnx, List<GoldenSample> golden) {
        this.manifest = manifest;
        this.manifestBytes = manifestBytes;
        this.signature = signature;
        this.onnx = onnx;
        this.golden = List.copyOf(golden);
    }

    public Manifest manifest() {
        return manifest;
    }

    /** The bytes that the manifest was read from, and that its signature is over; not a copy, and not to be written. */
    public byte[] manifestBytes() {
        return manifestBytes;
    }

    public SignatureState signature() {
        return signature;
    }

    public List<GoldenSample> golden() {
        return golden;
    }

    /** The bytes that were hashed; not a copy, and not to be written. */
    byte[] onnx() {
        return onnx;
    }
}
