package io.plumbline.inference.model;

import java.util.List;
import java.util.Locale;

/**
 * How sessions use a GPU; of no effect on the CPU.
 *
 * <p>Source: ONNX Runtime's documentation of its CUDA execution provider, "Configuration options".
 *
 * @param memoryLimitBytes {@code cuda.memory.limit}: most that the memory arena of one session may grow to, in bytes; 0 for
 *     no limit. What cuDNN and CUDA itself take comes on top
 * @param convAlgorithmSearch {@code cuda.conv.search}: how cuDNN picks its convolutions. {@code exhaustive} runs all of them
 *     for each new shape, which takes seconds; {@code heuristic} asks cuDNN; {@code default} takes the first
 * @param tf32 {@code cuda.tf32}: whether matrix products of FP32 may round their factors to 10 bits of mantissa. Faster, and
 *     wrong in the third digit, which golden samples do not let pass
 */
public record CudaSettings(long memoryLimitBytes, String convAlgorithmSearch, boolean tf32) {
    public static final List<String> SEARCHES = List.of("heuristic", "exhaustive", "default");

    public static final CudaSettings DEFAULT = new CudaSettings(0, "heuristic", false);

    public CudaSettings {
        if (memoryLimitBytes < 0) {
            throw new IllegalArgumentException("cuda.memory.limit is " + memoryLimitBytes + ", expected 0 or more");
        }
        if (!SEARCHES.contains(convAlgorithmSearch)) {
            throw new IllegalArgumentException(
                    "cuda.conv.search is '" + convAlgorithmSearch + "', expected one of " + SEARCHES);
        }
    }

    /** As ONNX Runtime names it. */
    String convAlgorithmSearchOption() {
        return convAlgorithmSearch.toUpperCase(Locale.ROOT);
    }
}
