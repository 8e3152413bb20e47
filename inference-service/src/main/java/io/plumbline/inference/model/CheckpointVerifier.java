package io.plumbline.inference.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Checks a checkpoint before anything of it is used. */
public final class CheckpointVerifier {
    /**
     * Reads and checks everything; bodies to follow.
     *
     * @param expectedCheckpoint sha256 of the ONNX file that the desired state names, where there is one
     * @throws IOException if a file cannot be read, which another try may heal
     */
    public Verification verify(
            Path folder, String expectedModel, String expectedVersion, Optional<String> expectedCheckpoint)
            throws IOException {
        throw new IOException("not written yet: " + folder);
    }
}
