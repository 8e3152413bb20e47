package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On texts as users have seen them; sources are in {@link DeviceTrouble}. */
class DeviceTroubleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                GpuTexts.ARENA_FULL,
                GpuTexts.ARENA_LIMIT,
                GpuTexts.CUDA_MALLOC,
                "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; hostname=gpu-1 ; expr=cublasCreate(&handle);",
                "CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED ; GPU=0 ; hostname=gpu-1 ; expr=cudnnFind();",
                "CUDNN failure 4003: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED ; GPU=0",
            })
    void noMemory(String text) {
        assertThat(DeviceTrouble.of(wrapped(text))).contains(DeviceTrouble.OUT_OF_MEMORY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GpuTexts.ILLEGAL_ADDRESS,
                "CUDA failure 719: unspecified launch failure ; GPU=0 ; hostname=gpu-1 ; expr=cudaStreamSynchronize(s);",
                "CUDA failure 214: uncorrectable ECC error encountered ; GPU=1 ; hostname=gpu-1 ; expr=cudaMemcpy();",
                "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=gpu-1 ; expr=cudaSetDevice(0);",
                "Error code - ORT_DEVICE_RESET - message: device was reset",
            })
    void lost(String text) {
        assertThat(DeviceTrouble.of(wrapped(text))).contains(DeviceTrouble.LOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "indices element out of data bounds, idx=9 must be within the inclusive range [-2,1]",
                "CUDA failure 1: invalid argument ; GPU=0 ; hostname=gpu-1 ; expr=cudaMemcpy();",
                "CUBLAS failure 13: CUBLAS_STATUS_EXECUTION_FAILED ; GPU=0",
                "CUDA failure 7000: of another kind",
            })
    void anythingElse_saysNothingOfTheGpu(String text) {
        assertThat(DeviceTrouble.of(wrapped(text))).isEmpty();
    }

    @Test
    void lost_outweighsNoMemory() {
        RuntimeException both =
                new ModelFailure(GpuTexts.CUDA_MALLOC, new IllegalStateException(GpuTexts.ILLEGAL_ADDRESS));

        assertThat(DeviceTrouble.of(both)).contains(DeviceTrouble.LOST);
    }

    @Test
    void failureWithoutAMessage_isNoTrouble() {
        assertThat(DeviceTrouble.of(new IllegalStateException())).isEmpty();
    }

    /** As {@link OnnxModel} throws it. */
    private static RuntimeException wrapped(String text) {
        return new ModelFailure(
                "model 'm' version 'v' failed on a batch of 2 requests, 2 rows",
                new OrtException(OrtException.OrtErrorCode.ORT_RUNTIME_EXCEPTION, text));
    }
}
