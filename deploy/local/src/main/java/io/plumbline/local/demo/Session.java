package io.plumbline.local.demo;

import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.local.demo.TrafficPlan.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The streaming part of a demo: turns until everything is joined, or until somebody stops it. */
final class Session {
    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DemoOptions options;
    private final Children children;
    private final EmbeddedBroker broker;
    private final Traffic traffic;
    private final HotSwap swap;
    private final Watch watch;
    private long swaps;
    private long lastProgressNanos = System.nanoTime();

    Session(DemoOptions options, Children children, EmbeddedBroker broker, Traffic traffic, HotSwap swap, Watch watch) {
        this.options = options;
        this.children = children;
        this.broker = broker;
        this.traffic = traffic;
        this.swap = swap;
        this.watch = watch;
    }

    /**
     * @param stop ends a demo without an end of its own
     * @param startedNanos when the demo began
     */
    DemoSummary run(Future<?> stop, long startedNanos) throws IOException, InterruptedException {
        try {
            while (!stop.isDone() && !complete()) {
                turn();
                TimeUnit.MILLISECONDS.sleep(TURN.toMillis());
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            // Ctrl-C reaches the services as well: what fails from then on is the end, not an error.
            if (!stop.isDone()) {
                throw e;
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
        return DemoSummary.of(options.task(), traffic.sent(), swaps, took, watch.last());
    }

    private void turn() throws IOException, InterruptedException {
        if (broker.failure().isDone()) {
            throw new IllegalStateException(
                    "the broker failed: " + broker.failure().join());
        }
        Optional<Exception> trouble = traffic.failure();
        if (trouble.isPresent()) {
            throw new IOException(trouble.get().getMessage(), trouble.get());
        }
        children.checkRunning();
        Phase before = swap.phase();
        swap.turn();
        if (swap.phase() != before) {
            traffic.enter(swap.phase());
            swaps += swap.phase() == Phase.SERVING ? 1 : 0;
        }
        long joinedBefore = watch.last().joined();
        Reading now = watch.look(swap.stage());
        if (now.joined() > joinedBefore || !traffic.finished()) {
            lastProgressNanos = System.nanoTime();
        } else if (System.nanoTime() - lastProgressNanos > PATIENCE.toNanos()) {
            throw new NotReadyException("of " + traffic.sent() + " records, " + now.predicted() + " are predicted, "
                    + now.deadLetters() + " are dead letters, " + now.joined() + " are joined, "
                    + PATIENCE.toSeconds() + " s after the last progress");
        }
    }

    /** Everything was sent, and the evaluator has joined it and counted it in. */
    private boolean complete() {
        Reading now = watch.last();
        return options.records().isPresent()
                && swap.phase() == Phase.SERVING
                && traffic.finished()
                && now.joined() + now.deadLetters() >= traffic.sent()
                && now.evaluated() >= now.joined();
    }
}
