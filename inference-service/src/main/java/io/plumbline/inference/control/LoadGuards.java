package io.plumbline.inference.control;

import io.plumbline.inference.guard.BreakerConfig;
import io.plumbline.inference.guard.CallThreads;
import io.plumbline.inference.guard.LoadBulkhead;
import io.plumbline.inference.guard.LoadRetry;
import io.plumbline.inference.telemetry.GuardMetrics;

/**
 * What stands around loading a version, and around its calls once it is loaded.
 *
 * @param loads how many load at the same time
 * @param retry reads again what could not be read
 * @param breaker when a version counts as broken
 * @param calls how long a call may take
 * @param fallBackToCpu whether a version for which the GPU's memory is too small is moved to the CPU
 * @param metrics counts what they do
 * @param devices told what becomes of the GPU
 */
public record LoadGuards(
        LoadBulkhead loads,
        LoadRetry retry,
        BreakerConfig breaker,
        CallThreads calls,
        boolean fallBackToCpu,
        GuardMetrics metrics,
        DeviceEvents devices) {

    /** What becomes of the GPU. Called on the thread of a load or of a model call. */
    public interface DeviceEvents {
        /** A version of that model answers on the CPU from now on. */
        void movedToCpu(String model, String why);

        /** No call on the GPU will succeed any more in this process. */
        void lost(Throwable failure);
    }
}
