package io.plumbline.inference.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides once, at start, where models run.
 *
 * <p>A GPU counts as working when a session of one node ran on it and gave the right number: that loads every library, and
 * finds the GPU. ONNX Runtime falls back to the CPU in silence where it can, so asking it what it could use is not enough.
 *
 * <p>Threads: one caller, after the engine was started. Cost: on a GPU, CUDA's start, some seconds.
 */
final class Devices {
    private final OrtEnvironment environment;

    Devices(OrtEnvironment environment) {
        this.environment = environment;
    }

    /**
     * @param wanted {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
     * @throws DeviceUnavailableException if a GPU is asked for by name and does not work
     */
    Placement choose(String wanted, CudaSettings cuda) {
        return switch (wanted) {
            case "cpu" -> Placement.CPU;
            case "auto" -> automatic(cuda);
            case "cuda" -> demanded("cuda:0", wanted, cuda);
            default -> demanded(wanted, wanted, cuda);
        };
    }

    private Placement automatic(CudaSettings cuda) {
        Placement gpu = new Placement("cuda:0", "CUDA works");
        try {
            if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
                return new Placement("cpu", "this build of ONNX Runtime has no CUDA, only " + providers());
            }
            tryOut(gpu, cuda);
            return gpu;
        } catch (OrtException | UnsatisfiedLinkError failure) {
            return new Placement("cpu", "CUDA does not work: " + Failures.describe(failure));
        }
    }

    private Placement demanded(String device, String wanted, CudaSettings cuda) {
        Placement gpu = new Placement(device, "as configured");
        try {
            tryOut(gpu, cuda);
            return gpu;
        } catch (OrtException | UnsatisfiedLinkError failure) {
            throw new DeviceUnavailableException("device is '" + wanted + "', but it cannot be used: "
                    + Failures.describe(failure) + ". This build of ONNX Runtime has " + providers()
                    + ". Set device to cpu or auto, or run a build with CUDA: made with the Maven profile gpu, or from the"
                    + " folder that onnxruntime.native.path names.");
        }
    }

    private void tryOut(Placement gpu, CudaSettings cuda) throws OrtException {
        if (OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA) && !driverThere()) {
            throw new OrtException("there is no NVIDIA driver on this machine: neither /dev/nvidiactl nor /dev/dxg");
        }
        try (SessionOptions options = Sessions.options(gpu, cuda, 1);
                OrtSession session = environment.createSession(doubling(), options);
                OnnxTensor three = OnnxTensor.createTensor(environment, new float[] {3});
                OrtSession.Result result = session.run(Map.of("x", three))) {
            float[] six = (float[]) result.get(0).getValue();
            if (six.length != 1 || six[0] != 6) {
                throw new OrtException("3 + 3 on " + gpu.device() + " is " + six[0] + ", expected 6");
            }
        }
    }

    /** Runs the same trial on the CPU; shows in a test, without a GPU, that the trial's graph is right. */
    void tryOutCpu() throws OrtException {
        tryOut(Placement.CPU, CudaSettings.DEFAULT);
    }

    /** Where there is none, ONNX Runtime's CUDA library was seen to crash instead of saying so. Source: DJL issue 3366. */
    private static boolean driverThere() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return true;
        }
        return Files.exists(Path.of("/dev/nvidiactl")) || Files.exists(Path.of("/dev/dxg"));
    }

    private static List<String> providers() {
        return OrtEnvironment.getAvailableProviders().stream()
                .map(OrtProvider::getName)
                .sorted()
                .toList();
    }

    /** An ONNX file of one node, {@code y = x + x}; field numbers are those of {@code onnx.proto3}. */
    private static byte[] doubling() {
        byte[] node = message(out -> {
            out.writeString(1, "x");
            out.writeString(1, "x");
            out.writeString(2, "y");
            out.writeString(4, "Add");
        });
        byte[] dimension = message(out -> out.writeInt64(1, 1));
        byte[] shape = message(out -> out.writeByteArray(1, dimension));
        byte[] floats = message(out -> {
            out.writeInt32(1, 1);
            out.writeByteArray(2, shape);
        });
        byte[] type = message(out -> out.writeByteArray(1, floats));
        byte[] graph = message(out -> {
            out.writeByteArray(1, node);
            out.writeString(2, "trial");
            out.writeByteArray(11, value("x", type));
            out.writeByteArray(12, value("y", type));
        });
        byte[] opset = message(out -> out.writeInt64(2, 13));
        return message(out -> {
            out.writeInt64(1, 8);
            out.writeByteArray(7, graph);
            out.writeByteArray(8, opset);
        });
    }

    private static byte[] value(String name, byte[] type) {
        return message(out -> {
            out.writeBytes(1, ByteString.copyFrom(name, StandardCharsets.UTF_8));
            out.writeByteArray(2, type);
        });
    }

    private static byte[] message(Fields fields) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }
}
