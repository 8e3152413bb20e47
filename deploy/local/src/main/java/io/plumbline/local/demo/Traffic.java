package io.plumbline.local.demo;

import io.plumbline.contracts.event.Topics;
import io.plumbline.local.demo.TrafficPlan.Phase;
import io.plumbline.local.produce.EventLine;
import io.plumbline.local.produce.EventSender;
import io.plumbline.local.produce.Pace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, and each one's label a second later, each kind on a thread of its own.
 *
 * <p>Labels that wait are bounded: when there are too many, requests wait too.
 */
final class Traffic implements AutoCloseable {
    private static final long LABEL_DELAY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_WAITING_LABELS = 10_000;

    private final EventSender sender;
    private final Topics topics;
    private final Holdout holdout;
    private final TrafficPlan plan;
    private final Pace pace;
    private final BlockingQueue<DueLabel> waiting = new ArrayBlockingQueue<>(MOST_WAITING_LABELS);
    private final Object turn = new Object();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread requestThread = new Thread(() -> run(this::sendRequests), "demo-requests");
    private final Thread labelThread = new Thread(() -> run(this::sendLabels), "demo-labels");
    private volatile long sent;
    private Phase phase = Phase.TRAINING; // Guarded by turn.

    /** A label and the time to send it, as {@link System#nanoTime}. */
    private record DueLabel(EventLine label, long dueNanos) {}

    /** What one thread does. */
    @FunctionalInterface
    private interface Sending {
        void run() throws InterruptedException;
    }

    Traffic(EventSender sender, Topics topics, Holdout holdout, TrafficPlan plan) {
        this.sender = sender;
        this.topics = topics;
        this.holdout = holdout;
        this.plan = plan;
        this.pace = new Pace(plan.rate(Phase.TRAINING, 0), System::nanoTime);
    }

    void start() {
        requestThread.start();
        labelThread.start();
    }

    /** The better model has come so far. */
    void enter(Phase next) {
        synchronized (turn) {
            phase = next;
            turn.notifyAll();
        }
    }

    /** How many requests were sent. */
    long sent() {
        return sent;
    }

    /** Whether every request and label was sent. */
    boolean finished() {
        return !labelThread.isAlive() && failure.get() == null;
    }

    /** Why it stopped early. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure.get());
    }

    private void run(Sending sending) {
        try {
            sending.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Closed; nobody waits for what is left.
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void sendRequests() throws InterruptedException {
        for (long position = 0; position < plan.most(Phase.SERVING); position++) {
            awaitTurn(position);
            Holdout.Pair pair = holdout.pair(position);
            sender.send(topics.requests(), pair.request());
            sent = position + 1;
            waiting.put(new DueLabel(pair.label(), System.nanoTime() + LABEL_DELAY_NANOS));
        }
    }

    private void awaitTurn(long position) throws InterruptedException {
        synchronized (turn) {
            while (position >= plan.most(phase)) {
                turn.wait();
            }
            pace.rate(plan.rate(phase, position));
        }
        pace.await();
    }

    private void sendLabels() throws InterruptedException {
        for (long position = 0; position < plan.most(Phase.SERVING); position++) {
            DueLabel next = waiting.take();
            TimeUnit.NANOSECONDS.sleep(next.dueNanos() - System.nanoTime());
            sender.send(topics.labels(), next.label());
        }
        sender.flush();
    }

    @Override
    public void close() {
        requestThread.interrupt();
        labelThread.interrupt();
        try {
            requestThread.join();
            labelThread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
