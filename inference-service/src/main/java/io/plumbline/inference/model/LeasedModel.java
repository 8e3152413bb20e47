package io.plumbline.inference.model;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model that is closed when it is retired and nobody uses it any more, and never before: freeing a native session
 * under a running call crashes the process.
 *
 * <p>How: {@code holders} counts the open leases, plus one for not being retired. It only ever reaches 0 once, since
 * nothing is handed out at 0; whoever brings it there has the janitor close the model, off the prediction path.
 * <p>Threads: any number of callers.
 */
public final class LeasedModel {
    private final ServedModel model;
    private final Executor janitor;
    private final AtomicInteger holders = new AtomicInteger(1);
    private final AtomicBoolean retired = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param janitor runs the close; must not refuse work before every model it has to close was retired */
    public LeasedModel(ServedModel model, Executor janitor) {
        this.model = model;
        this.janitor = janitor;
    }

    /** A lease, or empty when the model was retired and its last lease has come back. */
    public Optional<ModelLease> acquire() {
        while (true) {
            int seen = holders.get();
            if (seen == 0) {
                return Optional.empty();
            }
            if (holders.compareAndSet(seen, seen + 1)) {
                return Optional.of(new ModelLease(this));
            }
        }
    }

    /** Lets the model go once every lease is back. May be called twice. */
    public void retire() {
        if (retired.compareAndSet(false, true)) {
            giveBack();
        }
    }

    void giveBack() {
        if (holders.decrementAndGet() == 0) {
            janitor.execute(() -> {
                try {
                    model.close();
                } finally {
                    closed.countDown();
                }
            });
        }
    }

    /** For what can be said about the model without running it: names, task, device. */
    ServedModel model() {
        return model;
    }

    public String version() {
        return model.version();
    }

    /** How many leases are out. */
    public int leases() {
        return Math.max(0, holders.get() - (retired.get() ? 0 : 1));
    }

    public boolean retired() {
        return retired.get();
    }

    public boolean closed() {
        return closed.getCount() == 0;
    }

    /** Waits for the close, at most that long; says whether it came. */
    public boolean awaitClosed(long timeout, TimeUnit unit) throws InterruptedException {
        return closed.await(timeout, unit);
    }
}
