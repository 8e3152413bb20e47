package io.plumbline.trainer.network;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * DJL's PyTorch engine, started offline.
 *
 * <p>The number of threads is part of a run's seed: sums split over another number of threads round differently.
 * Gradient recording is a property of each thread and on by default in all but the first, so it is turned off here for the
 * thread that calls; a gradient collector turns it on for its own lifetime.
 */
public final class Torch {
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
}
