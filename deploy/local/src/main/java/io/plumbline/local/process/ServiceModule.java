package io.plumbline.local.process;

import java.util.List;

/** A module with a {@code Main} that runs in a JVM of its own. */
public enum ServiceModule {
    TRAINER("trainer", "plumbline-trainer", "io.plumbline.trainer.Main", List.of()),
    /** Without the switch, DJL looks for a second engine and scores each batch row by row. */
    INFERENCE(
            "inference-service",
            "plumbline-inference-service",
            "io.plumbline.inference.Main",
            List.of("-Dai.djl.onnx.disable_alternative=true")),
    EVALUATOR("evaluator", "plumbline-evaluator", "io.plumbline.evaluator.Main", List.of());

    private final String folder;
    private final String artifact;
    private final String mainClass;
    private final List<String> jvmOptions;

    ServiceModule(String folder, String artifact, String mainClass, List<String> jvmOptions) {
        this.folder = folder;
        this.artifact = artifact;
        this.mainClass = mainClass;
        this.jvmOptions = jvmOptions;
    }

    String folder() {
        return folder;
    }

    String artifact() {
        return artifact;
    }

    String mainClass() {
        return mainClass;
    }

    /** What this module's JVM always needs. */
    List<String> jvmOptions() {
        return jvmOptions;
    }
}
