package io.plumbline.inference.model;

/**
 * Where models of this process run, and why there.
 *
 * @param device {@code cpu} or {@code cuda:N}
 * @param reason in a few words, for the log and {@code /readyz}
 */
public record Placement(String device, String reason) {
    private static final String CUDA = "cuda:";

    /** The CPU, because nothing else was asked for. */
    public static final Placement CPU = new Placement("cpu", "as configured");

    public Placement {
        if (!device.equals("cpu") && !device.matches("cuda:\\d{1,3}")) {
            throw new IllegalArgumentException("device is '" + device + "', expected cpu or cuda:N");
        }
    }

    public boolean onGpu() {
        return onGpu(device);
    }

    public static boolean onGpu(String device) {
        return device.startsWith(CUDA);
    }

    /** CUDA's number of the GPU. */
    int gpu() {
        if (!onGpu()) {
            throw new IllegalStateException("device is '" + device + "', expected cuda:N");
        }
        return Integer.parseInt(device.substring(CUDA.length()));
    }

    /** What ONNX Runtime calls that which runs a device's nodes. */
    public static String provider(String device) {
        return onGpu(device) ? "CUDAExecutionProvider" : "CPUExecutionProvider";
    }
}
