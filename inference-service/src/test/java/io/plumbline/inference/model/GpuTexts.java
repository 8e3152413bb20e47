package io.plumbline.inference.model;

/**
 * What CUDA and ONNX Runtime say, word for word but for names of machines. Sources: onnxruntime issues 20038 (arena), 26312
 * and 5295 (illegal address); the arena's limit and {@code cudaMalloc} by {@code bfc_arena.cc} and {@code cuda_call.cc}.
 */
public final class GpuTexts {
    public static final String ARENA_FULL =
            "Non-zero status code returned while running Mul node. Name:'Mul_8702' Status Message:"
                    + " /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:368 void*"
                    + " onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*, bool,"
                    + " onnxruntime::WaitNotificationFn) Failed to allocate memory for requested buffer of size 2830172160\n";
    public static final String ARENA_LIMIT =
            "Non-zero status code returned while running Conv node. Name:'c' Status Message: bfc_arena.cc Available memory"
                    + " of 1048576 is smaller than requested bytes of 2097152";
    public static final String CUDA_MALLOC =
            "CUDA failure 2: out of memory ; GPU=0 ; hostname=gpu-1 ; file=cuda_allocator.cc ; line=49 ;"
                    + " expr=cudaMalloc((void**)&p, size);";
    public static final String ILLEGAL_ADDRESS =
            "CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=gpu-1 ;"
                    + " expr=cudaMemcpy(dst_data, src_data, bytes, cudaMemcpyHostToDevice);";

    private GpuTexts() {}
}
