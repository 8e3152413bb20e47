package io.plumbline.inference.doctor;

import io.plumbline.inference.model.ModelLoader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What this machine must offer: Java, ONNX Runtime's native library, a folder to unpack it in, a free port. */
public final class MachineChecks {
    /** ONNX Runtime unpacks some 30 MB at each start. */
    private static final long TEMPORARY_BYTES = 200L << 20;

    private final String bind;
    private final int port;

    public MachineChecks(String bind, int port) {
        this.bind = bind;
        this.port = port;
    }

    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(temporaryFolder());
        findings.add(nativeLibrary());
        findings.add(port());
        return findings;
    }

    private static Finding java() {
        String found = "Java " + Runtime.version() + " on " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, heap up to "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB";
        return Runtime.version().feature() >= 17
                ? Finding.ok("java", found)
                : Finding.fail("java", found, "run Java 17 or newer");
    }

    private static Finding temporaryFolder() {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            Files.delete(Files.createTempFile(folder, "plumbline-doctor", ""));
            long free = Files.getFileStore(folder).getUsableSpace();
            String found = folder + " is writable, " + (free >> 20) + " MiB free";
            return free >= TEMPORARY_BYTES
                    ? Finding.ok("temporary folder", found)
                    : Finding.warn("temporary folder", found, "free some space: the native library is unpacked there");
        } catch (IOException e) {
            return Finding.fail(
                    "temporary folder",
                    folder + " cannot be written: " + e,
                    "set -Djava.io.tmpdir to a folder that can, the native library is unpacked there");
        }
    }

    private static Finding nativeLibrary() {
        try {
            String version = loadedVersion();
            return Finding.ok("native library", "ONNX Runtime " + version + " is loaded");
        } catch (RuntimeException | LinkageError e) {
            return Finding.fail(
                    "native library",
                    "ONNX Runtime cannot be loaded: " + e,
                    "expected Linux, macOS or Windows on x86-64 or arm64, with glibc and libstdc++");
        }
    }

    @SuppressWarnings("UnusedVariable") // Made for what making it does: DJL's engine loads the library.
    private static String loadedVersion() {
        ModelLoader loader = new ModelLoader();
        return ModelLoader.runtimeVersion();
    }

    private Finding port() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(bind, port));
            return Finding.ok("http port", bind + ":" + port + " is free");
        } catch (IOException e) {
            return Finding.warn(
                    "http port",
                    bind + ":" + port + " cannot be bound: " + e.getMessage(),
                    "an instance may run already; else set http.port to a free one, or 0");
        }
    }
}
