package io.plumbline.inference.model;

/** Loads verified checkpoints into ONNX Runtime. */
public final class ModelLoader {
    /** Starts DJL's engine, which must come before any other use of ONNX Runtime in the process. */
    public ModelLoader() {}

    public LoadOutcome load(VerifiedCheckpoint checkpoint, LoadSettings settings) {
        throw new ModelFailure("not written yet");
    }
}
