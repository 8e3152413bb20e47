package io.plumbline.inference.guard;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that limited calls run on, and how many of them the process has lost to calls that do not come back.
 *
 * <p>A native call cannot be interrupted. What this can do is let go of the thread that is stuck in it, so that the one
 * that waited goes on, and tell when as many are stuck as there are workers: then every worker's next call would wait
 * out its limit, and only a restart helps. Threads are daemons and end after a minute without work.
 *
 * <p>Threads: any number of callers.
 */
public final class CallThreads implements AutoCloseable {
    private final Duration timeout;
    private final int workers;
    private final AtomicInteger hung = new AtomicInteger();
    private final ExecutorService threads;

    /**
     * @param timeout {@code model.call.timeout}: how long a call may take; zero for as long as it likes, on its caller's
     *     thread
     * @param workers {@code model.workers}: this many stuck calls are all that there can be at once
     */
    public CallThreads(Duration timeout, int workers) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("model.call.timeout is " + timeout + ", expected 0 or more");
        }
        if (workers < 1) {
            throw new IllegalArgumentException("workers is " + workers + ", expected >= 1");
        }
        this.timeout = timeout;
        this.workers = workers;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "inference-call-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** No limit: every call runs on its caller's thread. */
    public static CallThreads unlimited() {
        return new CallThreads(Duration.ZERO, 1);
    }

    /** The limit for one version's calls. */
    public CallLimit limit(String name) {
        return new CallLimit(name, timeout, workers, threads, hung);
    }

    public boolean limited() {
        return !timeout.isZero();
    }

    /** How many calls are past their limit and have not come back. */
    public int hung() {
        return hung.get();
    }

    /** Whether as many calls are stuck as there are workers. */
    public boolean exhausted() {
        return hung.get() >= workers;
    }

    /** Takes no new calls; waits for none. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
