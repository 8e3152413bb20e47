package io.plumbline.inference.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.core.exception.AcquirePermissionCancelledException;
import java.io.IOException;
import java.time.Duration;

/**
 * Lets only so many checkpoints be loaded at the same time: each is held in memory whole, optimized on all cores, and
 * warmed up beside the models that serve.
 *
 * <p>Loads come from the loader thread, and from a model worker that moves a version from the GPU to the CPU. Threads: any
 * number of callers; the caller's thread waits its turn, in order.
 */
public final class LoadBulkhead {
    private final Bulkhead bulkhead;
    private final int most;
    private final Duration patience;

    /**
     * @param most {@code load.concurrency}: loads at the same time, &gt;= 1
     * @param patience {@code load.queue.wait}: how long a load waits for its turn
     */
    public LoadBulkhead(int most, Duration patience) {
        if (most < 1) {
            throw new IllegalArgumentException("load.concurrency is " + most + ", expected >= 1");
        }
        this.most = most;
        this.patience = patience;
        this.bulkhead = Bulkhead.of(
                "load",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(most)
                        .maxWaitDuration(patience)
                        .fairCallHandlingStrategyEnabled(true)
                        .build());
    }

    /**
     * Runs a load when it is its turn.
     *
     * @throws IOException the load's own, or that the turn did not come in time, or that the thread was interrupted while
     *     it waited, and then with the flag set
     */
    public <T> T call(LoadRetry.Load<T> load) throws IOException {
        try {
            bulkhead.acquirePermission();
        } catch (BulkheadFullException full) {
            throw new IOException(
                    "it was not its turn within " + patience.toMillis() + " ms: " + most + " loads run, which is what"
                            + " load.concurrency allows",
                    full);
        } catch (AcquirePermissionCancelledException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it waited for its turn", interrupted);
        }
        try {
            return load.run();
        } finally {
            bulkhead.onComplete();
        }
    }

    /** How many more loads may begin now. */
    public int available() {
        return bulkhead.getMetrics().getAvailableConcurrentCalls();
    }

    /** {@code load.concurrency}. */
    public int most() {
        return most;
    }
}
