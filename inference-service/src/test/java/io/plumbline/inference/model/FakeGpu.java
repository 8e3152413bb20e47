package io.plumbline.inference.model;

import ai.onnxruntime.OrtException;
import io.plumbline.contracts.checkpoint.Manifest;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A real model on the CPU that claims to be on a GPU, and fails in a GPU's words when told to. */
public final class FakeGpu implements ServedModel {
    private static final ModelLoader LOADER = new ModelLoader();

    private final ServedModel real;
    public final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    public final AtomicInteger closes = new AtomicInteger();
    /** Larger batches fail for want of memory. */
    public volatile int fits = Integer.MAX_VALUE;
    /** What every call fails with, if not empty. */
    public volatile String failure = "";
    /** What a call waits for before it runs. */
    public volatile CountDownLatch gate = new CountDownLatch(0);

    public FakeGpu(TinyCheckpoint checkpoint) {
        this.real = load(checkpoint);
    }

    /** The checkpoint, loaded as it would be on the CPU. */
    public static ServedModel load(TinyCheckpoint checkpoint) {
        return ((LoadOutcome.Loaded) LOADER.load(checkpoint.verified(), new LoadSettings(List.of(1, 4), 1, 100)))
                .model();
    }

    @Override
    public Manifest manifest() {
        return real.manifest();
    }

    @Override
    public String device() {
        return "cuda:0";
    }

    @Override
    public Decoded<Prepared> prepare(Request request, String where) {
        return real.prepare(request, where);
    }

    @Override
    public List<ItemOutcome> predict(List<Prepared> batch) {
        // First, so that whoever sees the call knows which gate it waits at.
        CountDownLatch entered = gate;
        batches.add(batch.size());
        fail(batch.size(), entered);
        return real.predict(batch);
    }

    @Override
    public void probe() {
        fail(1, gate);
        real.probe();
    }

    private void fail(int size, CountDownLatch entered) {
        boolean interrupted = false;
        for (boolean open = false; !open; ) {
            try {
                entered.await();
                open = true;
            } catch (InterruptedException e) {
                // As a native call: it does not care.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        String text = size > fits ? GpuTexts.ARENA_FULL : failure;
        if (!text.isEmpty()) {
            throw new ModelFailure(
                    "failed on a batch of " + size,
                    new OrtException(OrtException.OrtErrorCode.ORT_RUNTIME_EXCEPTION, text));
        }
    }

    @Override
    public SortedMap<Integer, Duration> warmUp() {
        return real.warmUp();
    }

    @Override
    public int nativeArrays() {
        return real.nativeArrays();
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        real.close();
    }
}
