package io.plumbline.inference.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that run models, so that polling goes on meanwhile.
 *
 * <p>Bounded: one batch per worker runs and one more lies ready, so that no worker waits for the poll thread. Of quick
 * batches as many lie ready as are run while the poll thread waits for a commit.
 *
 * <p>Threads: the poll thread calls every method.
 */
final class ModelWorkers {
    /** About as long as the brokers take for a commit. */
    static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int MOST_AHEAD = 64;

    /** How much of the mean a new batch makes up. */
    private static final double NEWEST = 0.1;

    private final int workers;
    private final ExecutorService threads;
    private final BlockingQueue<BatchRun> ended = new LinkedBlockingQueue<>();
    private final AtomicLong runNanos = new AtomicLong();
    private final List<BatchRun> running = new ArrayList<>();

    ModelWorkers(int workers) {
        this.workers = workers;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(
                workers, task -> new Thread(task, "inference-model-" + number.incrementAndGet()));
    }

    boolean free() {
        if (running.size() <= workers) {
            return true;
        }
        // The mean is 0 until a batch has ended.
        long mean = runNanos.get();
        int ahead = running.size() - workers;
        return mean > 0 && ahead < MOST_AHEAD && ahead * mean < AHEAD_NANOS * workers;
    }

    /** How long, as far as can be foretold, until a worker has nothing to do; 0 when one has nothing now. */
    long nanosUntilFree() {
        if (running.size() < workers) {
            return 0;
        }
        long now = System.nanoTime();
        long least = Long.MAX_VALUE;
        for (BatchRun run : running.subList(0, workers)) {
            least = Math.min(least, run.nanosLeft(now));
        }
        return least + (running.size() - workers) * runNanos.get() / workers;
    }

    /** Whether a worker runs, or will at once, every batch that was submitted. */
    boolean noneWaits() {
        return running.size() <= workers;
    }

    boolean idle() {
        return running.isEmpty();
    }

    void submit(BatchRun run) {
        running.add(run);
        threads.execute(() -> {
            long began = System.nanoTime();
            try {
                run.run();
            } finally {
                took(System.nanoTime() - began);
                ended.add(run);
            }
        });
    }

    private void took(long nanos) {
        runNanos.updateAndGet(mean -> mean == 0 ? nanos : (long) (mean + NEWEST * (nanos - mean)));
    }

    /** A batch that ended, waiting up to {@code patience} for one. */
    Optional<BatchRun> ended(Duration patience) {
        try {
            BatchRun run = patience.isZero() ? ended.poll() : ended.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (run != null) {
                running.remove(run);
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
