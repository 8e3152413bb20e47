package io.plumbline.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees who starts an instance on a device that is not there. No broker is needed: it never gets that far. */
class DeviceStartIT {
    @Test
    void cudaWithoutCuda_endsWithTheReason_andTakesItsLibrariesFromTheFolderThatIsConfigured(
            @TempDir Path natives, @TempDir Path scratch, @TempDir Path logs) throws Exception {
        assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA), "this build has CUDA");
        unpack(natives);

        int exitCode = serve(
                logs.resolve("log"), scratch, "device=cuda", "onnxruntime.native.path=" + natives, "instance=gpu-less");

        String log = Files.readString(logs.resolve("log"));
        assertThat(exitCode).as(log).isEqualTo(1);
        assertThat(log)
                .contains("device is 'cuda', but it cannot be used")
                .contains("ORT_EP_FAIL")
                .contains("Set device to cpu or auto")
                .doesNotContain("\tat ");
        try (Stream<Path> left = Files.walk(scratch)) {
            assertThat(left.filter(Files::isRegularFile))
                    .as("ONNX Runtime unpacked its own libraries")
                    .isEmpty();
        }
    }

    @Test
    void folderWithoutTheLibraries_isAWrongConfiguration(@TempDir Path empty, @TempDir Path scratch, @TempDir Path logs)
            throws Exception {
        int exitCode = serve(logs.resolve("log"), scratch, "onnxruntime.native.path=" + empty, "device=cpu");

        assertThat(exitCode).isEqualTo(2);
        assertThat(Files.readString(logs.resolve("log")))
                .contains("configuration is refused")
                .contains("onnxruntime.native.path is " + empty);
    }

    private static int serve(Path log, Path scratch, String... sets) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "serve",
                "--set",
                "bootstrap.servers=127.0.0.1:1",
                "--set",
                "http.port=0"));
        for (String set : sets) {
            command.add("--set");
            command.add(set);
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as(Files.readString(log))
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The CPU's libraries out of the jar: what an operator does with another build's. */
    private static void unpack(Path folder) throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "osx" : "linux";
        String machine = System.getProperty("os.arch").contains("aarch64") ? "aarch64" : "x64";
        for (String name : List.of("onnxruntime", "onnxruntime4j_jni")) {
            String file = System.mapLibraryName(name);
            String resource = "/ai/onnxruntime/native/" + system + "-" + machine + "/" + file;
            try (InputStream in = OrtSession.class.getResourceAsStream(resource)) {
                assertThat(in).as(resource).isNotNull();
                Files.copy(in, folder.resolve(file));
            }
        }
    }
}
