package io.plumbline.inference.control;

import io.plumbline.inference.batch.BatchTimes;
import java.util.Optional;

/**
 * One loaded version of a model. Two are equal only if they are the same load.
 *
 * <p>Threads: any.
 */
public interface ServedVersion {
    String model();

    String version();

    /** sha256 of the ONNX file. */
    String checkpoint();

    /** {@code cpu} or {@code cuda:N}. */
    String device();

    /** How long its batches take here. */
    BatchTimes times();

    /** Keeps it open for one batch, or empty once it was retired. */
    Optional<Use> use();

    /** Lets go of it; it closes when the last use ends. */
    void retire();

    /** How many batches use it now. */
    int uses();

    /** Whether calls to it are let through at all. */
    Breaker breaker();

    /** What the circuit breaker around a version lets through. */
    enum Breaker {
        CLOSED,
        /** A few calls, to learn whether it works again. */
        HALF_OPEN,
        OPEN
    }
}
