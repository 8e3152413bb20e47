package io.plumbline.inference.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that run models, so that polling goes on meanwhile.
 *
 * <p>Bounded: one batch per worker runs and one more lies ready, so that no worker waits for the poll thread.
 *
 * <p>Threads: the poll thread calls every method.
 */
final class ModelWorkers {
    private final int most;
    private final ExecutorService threads;
    private final BlockingQueue<BatchRun> ended = new LinkedBlockingQueue<>();
    private int inFlight;

    ModelWorkers(int workers) {
        this.most = workers + 1;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(
                workers, task -> new Thread(task, "inference-model-" + number.incrementAndGet()));
    }

    boolean free() {
        return inFlight < most;
    }

    boolean idle() {
        return inFlight == 0;
    }

    void submit(BatchRun run) {
        inFlight++;
        threads.execute(() -> {
            try {
                run.run();
            } finally {
                ended.add(run);
            }
        });
    }

    /** A batch that ended, waiting up to {@code patience} for one. */
    Optional<BatchRun> ended(Duration patience) {
        try {
            BatchRun run = patience.isZero() ? ended.poll() : ended.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (run != null) {
                inFlight--;
            }
            return Optional.ofNullable(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Lets the running batches end and returns whether they did; a native call cannot be interrupted. */
    boolean close(Duration patience) {
        threads.shutdown();
        try {
            return threads.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
