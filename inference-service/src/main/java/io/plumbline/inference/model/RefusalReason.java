package io.plumbline.inference.model;

import java.util.Locale;

/** Why a checkpoint may not serve; a closed list, so that it can label a metric. Trying again gives the same. */
public enum RefusalReason {
    /** The folder, or a file that the manifest names, is not there. */
    MISSING,
    /** A file, or what it declares, is larger than any checkpoint may be or than the memory there is. */
    TOO_LARGE,
    /** A file lies, by way of a link, outside the checkpoint's folder. */
    OUTSIDE_FOLDER,
    /** The manifest has no signature, and one is required. */
    UNSIGNED,
    /** The signature file is none. */
    MALFORMED_SIGNATURE,
    /** The manifest is signed by a key that is not trusted here. */
    UNTRUSTED_KEY,
    /** The signature is not that key's over these bytes: one of the two was changed. */
    WRONG_SIGNATURE,
    /** The manifest cannot be read, or contradicts itself. */
    MALFORMED_MANIFEST,
    /** The manifest speaks of another model or version than the folder it lies in. */
    WRONG_NAME,
    /** A file's length or sha256 is not the manifest's. */
    WRONG_DIGEST,
    /** The checkpoint is not the one that the desired state names. */
    WRONG_CHECKPOINT,
    /** The golden samples cannot be read. */
    MALFORMED_GOLDEN,
    /** The ONNX file is not a whole protobuf message with a graph. */
    MALFORMED_GRAPH,
    /** The graph keeps weights in other files, which nothing verifies. */
    EXTERNAL_DATA,
    /** A node behaves as in training: it drops values, or normalizes by the batch. */
    TRAINING_MODE,
    /** ONNX Runtime does not accept the graph: an unknown operator, a contradiction between nodes. */
    NOT_LOADABLE,
    /** The graph's inputs or outputs are not named as the manifest says. */
    WRONG_NAMES,
    /** An input or output has another element type than the manifest says, or one that is not served here. */
    WRONG_DATATYPE,
    /** An input or output has another shape than the manifest says. */
    WRONG_SHAPE,
    /** The preprocessing is not executable, or does not fit the graph's input. */
    WRONG_PREPROCESSING,
    /** A batch of a size that it will see fails. */
    WARM_UP_FAILED,
    /** The answer to a golden sample is not the trainer's. */
    GOLDEN_MISMATCH,
    /** The child process that loads it on trial crashed, ran out of memory, or did not come to an end in time. */
    PROBE_FAILED;

    /** The name used in status records and as a metric's label value. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
