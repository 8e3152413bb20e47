package io.plumbline.contracts.checkpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint is: the content of its {@code manifest.json}.
 *
 * @param format of this file; 1 is the only one so far
 * @param version {@code yyyyMMdd-HHmmss-} and the first 8 hex digits of the ONNX file's sha256
 * @param preprocessing steps that turn a row of features into the graph's input; empty for none
 * @param files every other file of the checkpoint by name
 * @param training how it was made: resolved experiment, data digests, seed, library versions; JSON values only
 * @param metrics on validation data, by the names that the evaluator uses; with a decision, of what it announces
 * @param decision when a model of two classes announces which; empty for the class of the largest probability
 */
public record Manifest(
        int format,
        String model,
        String version,
        Instant created,
        Task task,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        List<Step> preprocessing,
        Map<String, FileDigest> files,
        Map<String, Object> training,
        Map<String, MetricEstimate> metrics,
        ReferenceProfile reference,
        Optional<Parity> parity,
        Optional<Decision> decision) {
    public static final int FORMAT = 1;
    public static final String MANIFEST_FILE = "manifest.json";
    public static final String MODEL_FILE = "model.onnx";
    public static final String GOLDEN_FILE = "golden.jsonl";

    public Manifest {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format is " + format + ", expected " + FORMAT);
        }
        CheckpointName.check("model", model);
        CheckpointName.check("version", version);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        preprocessing = List.copyOf(preprocessing);
        files = Map.copyOf(files);
        metrics = Map.copyOf(metrics);
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new IllegalArgumentException("manifest has " + inputs.size() + " inputs and " + outputs.size()
                    + " outputs, expected at least one of each");
        }
        if (!files.containsKey(MODEL_FILE)) {
            throw new IllegalArgumentException("files has " + files.keySet() + ", expected " + MODEL_FILE);
        }
        files.keySet().forEach(name -> CheckpointName.check("file", name));
        decision.ifPresent(present -> present.check(task));
    }

    /** sha256 of the ONNX file: the checkpoint's identity. */
    public String checkpoint() {
        FileDigest model = files.get(MODEL_FILE);
        if (model == null) {
            throw new IllegalStateException("a manifest without " + MODEL_FILE + " cannot be built");
        }
        return model.sha256();
    }
}
