package io.plumbline.inference.guard;

import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for one version's calls no longer than their limit.
 *
 * <p>A call past its limit is given up, not ended: its answer goes nowhere, its thread stays with it, and it is counted as
 * hung until it comes back. While as many of a version's calls hang as there are workers, no other is begun: each would
 * only cost one more thread.
 *
 * <p>Threads: any number of callers. Cost: with a limit, a change of thread there and back for each call.
 */
public final class CallLimit {
    private final String name;
    private final Duration timeout;
    private final int most;
    private final ExecutorService threads;
    private final AtomicInteger processHung;
    private final AtomicInteger hung = new AtomicInteger();
    private final TimeLimiter limiter;

    CallLimit(String name, Duration timeout, int most, ExecutorService threads, AtomicInteger processHung) {
        this.name = name;
        this.timeout = timeout;
        this.most = most;
        this.threads = threads;
        this.processHung = processHung;
        this.limiter = TimeLimiter.of(
                name,
                TimeLimiterConfig.custom()
                        .timeoutDuration(timeout)
                        // The interrupt would not reach native code, and would mark the thread for nothing.
                        .cancelRunningFuture(false)
                        .build());
    }

    /**
     * Runs a call.
     *
     * @param call runs on another thread where there is a limit, and must hold itself all that it uses: it may outlive the
     *     caller's interest
     * @param givenUp told when the limit passes which thread the call is still inside, to ask it to end
     * @throws CallTimedOut if it did not come back in time, or was not begun
     * @throws RuntimeException the call's own
     */
    public <T> T call(Supplier<T> call, Consumer<Thread> givenUp) {
        if (timeout.isZero()) {
            return call.get();
        }
        if (hung.get() >= most) {
            throw new CallTimedOut(hung.get() + " calls of " + name + " have not come back after " + timeout.toMillis()
                    + " ms; no other is begun");
        }
        Watched<T> watched = new Watched<>(call);
        try {
            return limiter.executeFutureSupplier(() -> threads.submit(watched::run));
        } catch (TimeoutException late) {
            watched.giveUp(givenUp);
            throw new CallTimedOut("a call of " + name + " did not come back within " + timeout.toMillis() + " ms");
        } catch (InterruptedException e) {
            watched.giveUp(givenUp);
            Thread.currentThread().interrupt();
            throw new CallTimedOut("interrupted while a call of " + name + " ran");
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Exception undeclared) {
            throw new IllegalStateException("a call threw what it does not declare", undeclared);
        }
    }

    /** How many of this version's calls are past their limit and have not come back. */
    public int hung() {
        return hung.get();
    }

    /** One call, which either comes back first or is given up first. */
    private final class Watched<T> {
        private final Supplier<T> call;
        private @Nullable Thread inside;
        private boolean back;
        private boolean givenUp;

        Watched(Supplier<T> call) {
            this.call = call;
        }

        T run() {
            synchronized (this) {
                inside = Thread.currentThread();
            }
            try {
                return call.get();
            } finally {
                comeBack();
            }
        }

        private synchronized void comeBack() {
            back = true;
            if (givenUp) {
                hung.decrementAndGet();
                processHung.decrementAndGet();
            }
        }

        /** While this holds the lock the call cannot come back, so its thread is in no other call. */
        synchronized void giveUp(Consumer<Thread> told) {
            if (back) {
                return;
            }
            givenUp = true;
            hung.incrementAndGet();
            processHung.incrementAndGet();
            if (inside != null) {
                told.accept(inside);
            }
        }
    }
}
