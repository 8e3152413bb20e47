package io.plumbline.inference.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

/**
 * Makes the options of sessions. DJL is told that everything is on the CPU: it would add CUDA with no options of ours, or
 * a second time, which ONNX Runtime refuses.
 */
final class Sessions {
    private Sessions() {}

    /**
     * @throws OrtException if the device cannot be used; with {@code ORT_EP_FAIL} if this build has no CUDA
     */
    static SessionOptions options(Placement placement, CudaSettings cuda, int threads) throws OrtException {
        SessionOptions options = new SessionOptions();
        try {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Waiting threads would spin on the cores that the Kafka clients need.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            // Else it looks for another format's mark in the bytes, which a valid ONNX file can carry: what is loaded
            // must be
            // what was scanned.
            options.addConfigEntry("session.load_model_format", "ONNX");
            if (placement.onGpu()) {
                addCuda(options, placement.gpu(), cuda);
            }
            return options;
        } catch (OrtException | RuntimeException | Error failure) {
            options.close();
            throw failure;
        }
    }

    private static void addCuda(SessionOptions options, int gpu, CudaSettings cuda) throws OrtException {
        try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(gpu)) {
            // Else each growth of the arena takes twice what the one before took.
            provider.add("arena_extend_strategy", "kSameAsRequested");
            provider.add("cudnn_conv_algo_search", cuda.convAlgorithmSearchOption());
            provider.add("use_tf32", cuda.tf32() ? "1" : "0");
            if (cuda.memoryLimitBytes() > 0) {
                provider.add("gpu_mem_limit", Long.toString(cuda.memoryLimitBytes()));
            }
            options.addCUDA(provider);
        }
    }
}
