package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
    private final ModelLoader loader = new ModelLoader();

    @BeforeEach
    void onlyWithoutCuda() {
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "this build has CUDA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda", "cuda:0", "cuda:7"})
    void cuda_withoutCuda_isRefused_inTheRuntimesOwnWords(String device) {
        assertThatThrownBy(() -> loader.place(device, CudaSettings.DEFAULT))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessageContaining("device is '" + device + "'")
                .hasMessageContaining("ORT_EP_FAIL")
                .hasMessageContaining("CPUExecutionProvider")
                .hasMessageContaining("Maven profile gpu");
    }

    @Test
    void auto_withoutCuda_isTheCpu_andSaysWhy() {
        Placement placement = loader.place("auto", CudaSettings.DEFAULT);

        assertThat(placement.device()).isEqualTo("cpu");
        assertThat(placement.onGpu()).isFalse();
        assertThat(placement.reason()).contains("has no CUDA").contains("CPUExecutionProvider");
    }

    @Test
    void cpu_isTheCpu() {
        assertThat(loader.place("cpu", CudaSettings.DEFAULT)).isEqualTo(Placement.CPU);
    }

    @Test
    void theTrialsGraph_isOneThatTheRuntimeRuns() {
        assertThatCode(() -> new Devices(OrtEnvironment.getEnvironment()).tryOutCpu())
                .doesNotThrowAnyException();
    }
}
