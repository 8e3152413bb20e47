package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.contracts.config.ConfigException;
import io.plumbline.contracts.config.Settings;
import io.plumbline.inference.model.Placement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSettingsTest {
    private static ServiceSettings settings(String... sets) {
        return new ServiceSettings(Settings.load(ServiceSettings.all(), Map.of(), Map.of(), List.of(sets)));
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 8", "3, 8, 2", "8, 8, 1", "16, 8, 1", "1, 1, 1"})
    void threads_areTheCoresOverTheWorkers_atLeastOne(int workers, int cores, int threads) {
        assertThat(settings("model.workers=" + workers).threads(cores)).isEqualTo(threads);
    }

    @Test
    void threads_asConfigured_areKept_andTooManyAreWarnedAbout() {
        ServiceSettings settings = settings("model.workers=3", "model.threads=4");

        assertThat(settings.threads(8)).isEqualTo(4);
        assertThat(settings.overcommitted(12)).isEmpty();
        assertThat(settings.overcommitted(11))
                .hasValueSatisfying(why -> assertThat(why).contains("12 threads for 11 cores"));
        assertThat(settings("model.workers=16").overcommitted(8)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "cpu", "cuda", "cuda:0", "cuda:12"})
    void device_thatThereIs(String device) {
        assertThat(settings("device=" + device).device()).isEqualTo(device);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:", "cuda:x", "CPU"})
    void device_thatThereIsNot_isRefused(String device) {
        assertThatThrownBy(() -> settings("device=" + device))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'device' is '" + device + "'")
                .hasMessageContaining("cuda:N");
    }

    @Test
    void cuda_hasItsLimitAndItsSearch() {
        ServiceSettings settings = settings(
                "cuda.memory.limit=3GiB", "cuda.conv.search=exhaustive", "cuda.tf32=true", "device.fallback=cpu");

        assertThat(settings.cuda().memoryLimitBytes()).isEqualTo(3L << 30);
        assertThat(settings("cuda.memory.limit=512MiB").cuda().memoryLimitBytes())
                .isEqualTo(512L << 20);
        assertThat(settings.cuda().convAlgorithmSearch()).isEqualTo("exhaustive");
        assertThat(settings.cuda().tf32()).isTrue();
        assertThat(settings.fallBackToCpu()).isTrue();
        assertThat(settings.load(Placement.CPU).cuda()).isEqualTo(settings.cuda());
        assertThat(settings().fallBackToCpu()).isFalse();
        assertThatThrownBy(() -> settings("cuda.memory.limit=3"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cuda.memory.limit");
    }

    @Test
    void nativePath_withoutTheLibraries_isRefused_notPassedOver(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve(System.mapLibraryName("onnxruntime")));

        assertThatThrownBy(() -> settings("onnxruntime.native.path=" + folder).applyNativePath())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(System.mapLibraryName("onnxruntime4j_jni"))
                .hasMessageContaining(folder.toString());
        assertThat(System.getProperty("onnxruntime.native.path")).isNull();
    }
}
