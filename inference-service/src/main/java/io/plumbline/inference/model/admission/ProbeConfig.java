package io.plumbline.inference.model.admission;

import java.time.Duration;

/**
 * The bounds of the child process that loads a checkpoint on trial.
 *
 * @param memoryBytes of address space, where the system can bound it (Linux), of which a quarter is the most the heap
 *     takes; at least {@link #MIN_MEMORY_BYTES}. The JVM and ONNX Runtime take about 400 MiB of it, a model about five
 *     times its file.
 * @param timeout from start to verdict, &gt; 0
 */
public record ProbeConfig(long memoryBytes, Duration timeout) {
    public static final ProbeConfig DEFAULT = new ProbeConfig(1L << 30, Duration.ofSeconds(60));
    /** With less the JVM does not start. */
    public static final long MIN_MEMORY_BYTES = 512L << 20;

    public ProbeConfig {
        if (memoryBytes < MIN_MEMORY_BYTES) {
            throw new IllegalArgumentException(
                    "load.probe.memory is " + memoryBytes + " bytes, expected >= " + MIN_MEMORY_BYTES);
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("load.probe.timeout is " + timeout + ", expected > 0");
        }
    }

    long heapBytes() {
        return memoryBytes / 4;
    }
}
