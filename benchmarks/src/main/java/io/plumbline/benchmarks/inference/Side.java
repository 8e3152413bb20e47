package io.plumbline.benchmarks.inference;

import io.plumbline.inference.stream.Delivery;

/** Who answers requests. */
enum Side {
    /** The inference service as {@code plumbline serve} runs it. */
    PLUMBLINE("plumbline", "service", true),
    /** {@link CopyLoop}. */
    COPY("copy", "copy", true),
    /** {@link RowByRow}. */
    NAIVE("row by row", "row-by-row", false),
    /** {@link StreamsTopology}. */
    STREAMS("streams", "streams", false);

    private final String label;
    private final String program;
    private final boolean follows;

    Side(String label, String program, boolean follows) {
        this.label = label;
        this.program = program;
        this.follows = follows;
    }

    String label() {
        return label;
    }

    /** What {@link SideMain} is told to be. */
    String program() {
        return program;
    }

    /** Whether it delivers as the service's {@code delivery} says; else it writes without transactions. */
    boolean isTransactional(Delivery delivery) {
        return follows && delivery == Delivery.EXACTLY_ONCE;
    }
}
