package io.plumbline.inference.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.List;
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

    @Test
    void deviceThatFailsAfterTheStart_isNotTheCheckpointsFault() {
        LoadSettings onGpu = new LoadSettings(List.of(1), 1, 100).on(new Placement("cuda:0", "it worked at start"));

        assertThatThrownBy(() -> loader.load(TinyCheckpoint.classifier().verified(), onGpu))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cuda:0 worked at start and does not now")
                .hasMessageContaining("ORT_EP_FAIL")
                .hasMessageContaining("tiny/v1");
    }

    @Test
    void refusalInAGpusWords_isTheGpusFault_andNoOther() {
        assertThatThrownBy(() -> ModelLoader.blameGpu(refusal(GpuTexts.ARENA_FULL), "tiny/v1"))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessageContaining("to load tiny/v1");
        assertThatThrownBy(() -> ModelLoader.blameGpu(refusal(GpuTexts.ILLEGAL_ADDRESS), "tiny/v1"))
                .isInstanceOf(DeviceLostException.class);
        assertThatCode(() -> ModelLoader.blameGpu(refusal("output 'value' is 3.0, the trainer had 4.0"), "tiny/v1"))
                .doesNotThrowAnyException();
    }

    private static RefusedException refusal(String problem) {
        return new RefusedException(RefusalReason.WARM_UP_FAILED, problem);
    }
}
