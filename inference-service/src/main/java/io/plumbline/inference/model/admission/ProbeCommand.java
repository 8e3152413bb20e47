package io.plumbline.inference.model.admission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The command line of a probe, and where it leaves what it has to say.
 *
 * <p>Source of the address space's limit: POSIX {@code ulimit} with the common option {@code -v}, in KiB; macOS and
 * Windows have none, and there only the heap is bounded.
 */
final class ProbeCommand {
    private static final Path SHELL = Path.of("/bin/sh");
    /** Limits what the shell becomes; a limit that is lower already stays. No core file: it would hold the model. */
    private static final String LIMITED = "ulimit -c 0; ulimit -v \"$1\" 2>/dev/null; shift; exec \"$@\"";
    /** What a JVM needs to start; nothing that could be a secret. */
    private static final List<String> KEPT_ENVIRONMENT = List.of("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ");

    private final ProbeConfig config;
    private final Path scratch;

    ProbeCommand(ProbeConfig config, Path scratch) {
        this.config = config;
        this.scratch = scratch;
    }

    /** Where its verdict is. */
    Path output() {
        return scratch.resolve("output");
    }

    /** Where everything else that it prints is. */
    Path errors() {
        return scratch.resolve("errors");
    }

    /** Where the JVM writes how it crashed. */
    Path crash() {
        return scratch.resolve("crash");
    }

    long heapBytes() {
        return config.heapBytes();
    }

    Process start() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command()).redirectOutput(output().toFile()).redirectError(errors().toFile());
        Map<String, String> environment = builder.environment();
        Map<String, String> kept = new HashMap<>(environment);
        kept.keySet().retainAll(KEPT_ENVIRONMENT);
        environment.clear();
        environment.putAll(kept);
        // Else glibc reserves 64 MiB of address space for each thread.
        environment.put("MALLOC_ARENA_MAX", "1");
        return builder.start();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        if (boundsAddressSpace()) {
            command.addAll(List.of(SHELL.toString(), "-c", LIMITED, "sh", Long.toString(config.memoryBytes() >> 10)));
        }
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseGet(() -> Path.of(
                                System.getProperty("java.home"), "bin", "java")
                        .toString()),
                "-Xmx" + (heapBytes() >> 20) + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                // Short-lived: compiled fast rather than well, in little reserved space.
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:CompressedClassSpaceSize=32m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + crash(),
                "-Djava.io.tmpdir=" + scratch,
                "-Dplumbline.log.level=ERROR"));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("ai.djl.") || name.startsWith("onnxruntime."))
                .sorted()
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ProbeMain.class.getName()));
        return command;
    }

    static boolean boundsAddressSpace() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")
                && Files.isExecutable(SHELL);
    }
}
