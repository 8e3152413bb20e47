package io.plumbline.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class TorchTest {
    @Test
    void auto_takesTheFirstGpuThatCanBeUsed() {
        assertThat(Torch.resolve("auto", 2, true, "cu128")).isEqualTo(Device.gpu(0));
        assertThat(Torch.resolve("auto", 0, true, "cu128")).isEqualTo(Device.cpu());
        assertThat(Torch.resolve("auto", 2, false, "cpu")).isEqualTo(Device.cpu());
        assertThat(Torch.resolve("cpu", 2, true, "cu128")).isEqualTo(Device.cpu());
        assertThat(Torch.resolve("cuda:1", 2, true, "cu128")).isEqualTo(Device.gpu(1));
    }

    @Test
    void aGpuThatCannotBeUsed_isRefused_sayingWhy() {
        assertThatThrownBy(() -> Torch.resolve("cuda", 1, false, "cpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cpu' build, which has no CUDA, and DJL sees 1 GPUs");
        assertThatThrownBy(() -> Torch.resolve("cuda:2", 2, true, "cu128"))
                .hasMessageContaining("device is 'cuda:2', but DJL sees 2 GPUs");
        assertThatThrownBy(() -> Torch.resolve("gpu", 2, true, "cu128"))
                .hasMessageContaining("device is 'gpu', expected auto, cpu, cuda or cuda:<number>");
    }

    @Test
    void thisMachinesCpuBuild_refusesCuda() {
        try (TorchScope torch = new TorchScope()) {
            assertThat(Torch.device(torch.engine(), "cpu")).isEqualTo(Device.cpu());
            assertThat(Torch.device(torch.engine(), "auto")).isEqualTo(Device.cpu());
            assertThatThrownBy(() -> Torch.device(torch.engine(), "cuda"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("device is 'cuda', but");
        }
    }
}
