package io.plumbline.inference.model;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a failed call says about the GPU under it.
 *
 * <p>This branches on the text of messages, against this project's custom: ONNX Runtime reports nearly every CUDA error
 * under one of two general codes, and the number of the error only in the text. Sources:
 * <ol>
 *   <li>{@code core/providers/cuda/cuda_call.cc} writes {@code "<library> failure <number>: <text> ; GPU=…"} for CUDA, CUBLAS
 *       and CUDNN, with the numbers of {@code cudaError} and the names of {@code cublasStatus_t} and {@code cudnnStatus_t}.
 *   <li>{@code core/framework/bfc_arena.cc} writes the two sentences of {@link #ARENA} when the memory arena cannot grow:
 *       the first when CUDA has no more, the second at {@code gpu_mem_limit}.
 *   <li>{@code ORT_DEVICE_RESET} is the code for a device that was reset, and begins the message of its exception.
 *   <li>NVIDIA's documentation of {@code cudaError} tells after which errors "the process must be terminated and relaunched".
 * </ol>
 */
enum DeviceTrouble {
    /** The batch was too large for the memory that is left; a smaller one may do. */
    OUT_OF_MEMORY,
    /** Every further CUDA call of this process fails: only a new process helps. */
    LOST;

    private static final Pattern CUDA = Pattern.compile("\\bCUDA failure (\\d{1,4}):");

    /** {@code cudaErrorMemoryAllocation}. */
    private static final int MEMORY_ALLOCATION = 2;

    /**
     * No device (100), devices unavailable (46), ECC (214) and NVLink (220) errors beyond repair, the context destroyed
     * (709) or unusable after an illegal address (700), launch time-out (702), assertion (710), hardware stack error (714),
     * illegal instruction (715), misaligned address (716), wrong address space (717), invalid program counter (718),
     * launch failure (719), and the unknown error (999).
     */
    private static final Set<Integer> FATAL =
            Set.of(46, 100, 214, 220, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 999);

    private static final Pattern ARENA = Pattern.compile(
            "Failed to allocate memory for requested buffer of size|is smaller than requested bytes of");

    /** {@code CUBLAS_STATUS_ALLOC_FAILED}, {@code CUDNN_STATUS_ALLOC_FAILED}, {@code …_DEVICE_ALLOCATION_FAILED}. */
    private static final Pattern LIBRARY = Pattern.compile("\\bCU(?:BLAS|DNN)_STATUS_\\w*ALLOC(?:ATION)?_FAILED\\b");

    /** What it says, or empty if it says nothing about the GPU. A lost GPU outweighs one without memory. */
    static Optional<DeviceTrouble> of(Throwable failure) {
        Optional<DeviceTrouble> found = Optional.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Optional<DeviceTrouble> here = inText(String.valueOf(cause.getMessage()));
            if (here.isPresent() && here.get() == LOST) {
                return here;
            }
            found = found.or(() -> here);
        }
        return found;
    }

    private static Optional<DeviceTrouble> inText(String message) {
        if (message.contains("ORT_DEVICE_RESET")) {
            return Optional.of(LOST);
        }
        boolean memory =
                ARENA.matcher(message).find() || LIBRARY.matcher(message).find();
        Matcher numbers = CUDA.matcher(message);
        while (numbers.find()) {
            int number = Integer.parseInt(numbers.group(1));
            if (FATAL.contains(number)) {
                return Optional.of(LOST);
            }
            memory |= number == MEMORY_ALLOCATION;
        }
        return memory ? Optional.of(OUT_OF_MEMORY) : Optional.empty();
    }
}
