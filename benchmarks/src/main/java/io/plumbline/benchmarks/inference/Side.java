package io.plumbline.benchmarks.inference;

import java.util.List;

/** Who answers requests. */
enum Side {
    PLUMBLINE("plumbline", "service"),
    COPY("copy", "copy");

    private final String label;
    private final String program;
    private final List<String> jvmOptions;

    Side(String label, String program, String... jvmOptions) {
        this.label = label;
        this.program = program;
        this.jvmOptions = List.of(jvmOptions);
    }

    String label() {
        return label;
    }

    /** What {@link SideMain} is told to be. */
    String program() {
        return program;
    }

    List<String> jvmOptions() {
        return jvmOptions;
    }
}
