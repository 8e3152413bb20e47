package io.plumbline.inference.model;

import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A model on a GPU, whose memory may run out and which may be lost.
 *
 * <p>How: a batch for which the memory is too small is run again in two halves, once. If that fails for the same reason, it
 * is unavailable ({@link DeviceMemoryException}), or, where a fallback is given, the same checkpoint is loaded on the CPU
 * and answers this batch and all later ones; the GPU's session closes when its last call ends, since its memory arena gives
 * nothing back before. A lost GPU is a {@link DeviceLostException}, and nothing else.
 *
 * <p>Threads: as {@link ServedModel}. Cost: the move to the CPU lasts as long as a load, on the thread of the call that
 * failed; the others wait for it.
 */
public final class GpuGuard implements ServedModel {
    private final ServedModel gpu;
    private final LeasedModel leased;
    private final Optional<Fallback> fallback;
    private final Events events;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable ServedModel cpu;

    /** Loads the same checkpoint on the CPU. */
    @FunctionalInterface
    public interface Fallback {
        /** @throws IOException if the checkpoint cannot be read now */
        LoadOutcome load() throws IOException;
    }

    /** What became of a batch that was too large; called on the thread of its call. */
    public interface Events {
        /** Its halves were answered. */
        void halved();

        /** The version answers on the CPU from now on. */
        void movedToCpu(String why);

        /** It could not be answered. */
        void failed();
    }

    /** @param fallback empty to have a batch unavailable while the memory is too small */
    public GpuGuard(ServedModel gpu, Optional<Fallback> fallback, Events events) {
        this.gpu = gpu;
        // Whoever ends the last call closes the session: after a move to the CPU, once.
        this.leased = new LeasedModel(gpu, Runnable::run);
        this.fallback = fallback;
        this.events = events;
    }

    @Override
    public Manifest manifest() {
        return gpu.manifest();
    }

    @Override
    public String device() {
        ServedModel moved = cpu;
        return moved == null ? gpu.device() : moved.device();
    }

    @Override
    public Decoded<Prepared> prepare(Request request, String where) {
        return gpu.prepare(request, where);
    }

    @Override
    public List<ItemOutcome> predict(List<Prepared> batch) {
        RuntimeException tooLarge;
        try (ModelLease lease = leased.acquire().orElse(null)) {
            if (lease == null) {
                return onCpu().predict(batch);
            }
            try {
                return gpu.predict(batch);
            } catch (RuntimeException failure) {
                tooLarge = outOfMemory(failure);
            }
            if (batch.size() > 1) {
                try {
                    List<ItemOutcome> outcomes = halves(batch);
                    events.halved();
                    return outcomes;
                } catch (RuntimeException failure) {
                    tooLarge = outOfMemory(failure);
                }
            }
        }
        return move(batch, tooLarge);
    }

    private List<ItemOutcome> halves(List<Prepared> batch) {
        int middle = batch.size() / 2;
        List<ItemOutcome> outcomes = new ArrayList<>(gpu.predict(batch.subList(0, middle)));
        outcomes.addAll(gpu.predict(batch.subList(middle, batch.size())));
        return outcomes;
    }

    /** The failure if it is the memory; any other is thrown. */
    private RuntimeException outOfMemory(RuntimeException failure) {
        Optional<DeviceTrouble> trouble = DeviceTrouble.of(failure);
        if (trouble.isEmpty()) {
            throw failure;
        }
        if (trouble.get() == DeviceTrouble.LOST) {
            throw new DeviceLostException(
                    gpu.device() + " is lost: " + Failures.describe(failure) + "; the process has to be started anew",
                    failure);
        }
        return failure;
    }

    private List<ItemOutcome> move(List<Prepared> batch, RuntimeException tooLarge) {
        String why = gpu.device() + " has too little memory for a batch of " + batch.size() + ", also in halves: "
                + Failures.describe(tooLarge);
        if (fallback.isEmpty()) {
            events.failed();
            throw new DeviceMemoryException(why, tooLarge);
        }
        return moved(fallback.get(), why, tooLarge).predict(batch);
    }

    private synchronized ServedModel moved(Fallback load, String why, RuntimeException tooLarge) {
        ServedModel there = cpu;
        if (there != null) {
            return there;
        }
        if (closed.get()) {
            throw new ModelFailure("model '" + model() + "' version '" + version() + "' is closed");
        }
        try {
            if (!(load.load() instanceof LoadOutcome.Loaded loaded)) {
                throw new DeviceMemoryException(why + "; and the CPU refuses the checkpoint", tooLarge);
            }
            cpu = loaded.model();
            leased.retire();
            events.movedToCpu(why);
            return loaded.model();
        } catch (IOException e) {
            e.addSuppressed(tooLarge);
            throw new DeviceMemoryException(why + "; and the checkpoint cannot be read for the CPU", e);
        } finally {
            if (cpu == null) {
                events.failed();
            }
        }
    }

    private ServedModel onCpu() {
        ServedModel moved = cpu;
        if (moved == null) {
            throw new ModelFailure("model '" + model() + "' version '" + version() + "' is closed");
        }
        return moved;
    }

    @Override
    public void probe() {
        try (ModelLease lease = leased.acquire().orElse(null)) {
            if (lease == null) {
                onCpu().probe();
                return;
            }
            gpu.probe();
        } catch (RuntimeException failure) {
            RuntimeException memory = outOfMemory(failure);
            throw new DeviceMemoryException(gpu.device() + " has too little memory even for one request", memory);
        }
    }

    @Override
    public SortedMap<Integer, Duration> warmUp() {
        return gpu.warmUp();
    }

    @Override
    public void stopCall(Thread caller) {
        gpu.stopCall(caller);
        ServedModel moved = cpu;
        if (moved != null) {
            moved.stopCall(caller);
        }
    }

    @Override
    public int nativeArrays() {
        ServedModel moved = cpu;
        return (leased.closed() ? 0 : gpu.nativeArrays()) + (moved == null ? 0 : moved.nativeArrays());
    }

    @Override
    public synchronized void close() {
        if (closed.compareAndSet(false, true)) {
            leased.retire();
            ServedModel moved = cpu;
            if (moved != null) {
                moved.close();
            }
        }
    }
}
