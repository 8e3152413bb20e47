package io.plumbline.trainer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Platform;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DJL's PyTorch engine, started offline.
 *
 * <p>The number of threads is part of a run's seed: sums split over another number of threads round differently.
 * Gradient recording is a property of each thread and on by default in all but the first, so it is turned off here for the
 * thread that calls; a gradient collector turns it on for its own lifetime.
 */
public final class Torch {
    /** What {@code device} may be. */
    public static final String DEVICES = "auto, cpu, cuda or cuda:<number>";

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    private Torch() {}

    /** Starts the engine, or adjusts it if it runs already. */
    public static synchronized Engine start(int threads) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        Engine engine = Engine.getEngine("PyTorch");
        JniUtils.setNumThreads(threads);
        JniUtils.setGradMode(false);
        return engine;
    }

    /** Whether {@code name} reads as a device, present or not. */
    public static boolean isDevice(String name) {
        return name.equals("auto") || name.equals("cpu") || CUDA.matcher(name).matches();
    }

    /**
     * The device an experiment names: {@code auto} is the first GPU that can be used, else the CPU.
     *
     * @throws IllegalArgumentException if it is none of {@link #DEVICES}, or a GPU that cannot be used here; says why
     */
    public static Device device(Engine engine, String name) {
        return resolve(
                name,
                engine.getGpuCount(),
                engine.hasCapability(StandardCapabilities.CUDA),
                Platform.detectPlatform("pytorch").getFlavor());
    }

    /**
     * The rule behind {@link #device}, apart from this machine.
     *
     * @param gpus how many GPUs the engine sees
     * @param cuda whether the native library that runs was built for CUDA
     * @param flavor of that library, such as {@code cpu} or {@code cu128}
     */
    static Device resolve(String name, int gpus, boolean cuda, String flavor) {
        Matcher matcher = CUDA.matcher(name);
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        if (name.equals("auto")) {
            return cuda && gpus > 0 ? Device.gpu(0) : Device.cpu();
        }
        if (!matcher.matches()) {
            throw new IllegalArgumentException("device is '" + name + "', expected " + DEVICES);
        }
        int index = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
        if (!cuda) {
            throw new IllegalArgumentException(
                    "device is '%s', but PyTorch's native library on the classpath is the '%s' build, which has no CUDA, and DJL sees %d GPUs; put pytorch-native-cu128 on the classpath, or set device: cpu"
                            .formatted(name, flavor, gpus));
        }
        if (index >= gpus) {
            throw new IllegalArgumentException(
                    "device is '%s', but DJL sees %d GPUs (PyTorch build '%s'), expected a number below that; check the driver with nvidia-smi, or set device: cpu"
                            .formatted(name, gpus, flavor));
        }
        return Device.gpu(index);
    }
}
