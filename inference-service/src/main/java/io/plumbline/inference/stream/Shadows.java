package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Role;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.inference.control.Roster;
import io.plumbline.inference.control.ServedVersion;
import io.plumbline.inference.control.Use;
import io.plumbline.inference.stream.OutcomeEncoder.Output;
import io.plumbline.inference.telemetry.InferenceMetrics;
import io.plumbline.inference.telemetry.InferenceMetrics.ShadowSkip;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The shadows' work, which delays nobody: it begins once the batch was answered, on a thread of its own, one call at a
 * time, and only while no batch waits for a model worker. No commit waits for it.
 *
 * <p>A shadow's prediction leaves once or not at all: it is held back until its request is committed, and so never read
 * again, and leaves with the commit after that. If this one fails, or its end is not known, the prediction is lost, as is
 * what a crash finds unsent.
 *
 * <p>Bounded: of more than {@link #MOST_WAITING} calls, or {@link #MOST_WAITING_BYTES}, the oldest is skipped. Whatever is skipped is counted, so for every
 * shadow the committed predictions and the skipped ones come to the requests that were answered beside it.
 *
 * <p>Threads: the poll thread calls every method.
 */
final class Shadows {
    static final int MOST_WAITING = 64;

    /** Requests that wait for a shadow are committed, so that no other bound counts them. */
    static final long MOST_WAITING_BYTES = 16 << 20;

    private final InferenceMetrics metrics;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "inference-shadow"));
    private final BlockingQueue<ShadowRun> ended = new LinkedBlockingQueue<>();
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private final List<Due> due = new ArrayList<>();
    private boolean running;
    private long waitingBytes;

    /** One shadow's call that was not made yet. */
    private record Turn(Roster roster, int shadow, List<Pending> batch) {
        ServedVersion version() {
            return roster.shadows().get(shadow);
        }
    }

    /** A prediction whose request was committed. */
    private record Due(Pending pending, ServedVersion version, WireMessage message) {}

    Shadows(InferenceMetrics metrics) {
        this.metrics = metrics;
    }

    /** Lets the roster's shadows see a batch that was answered. */
    void offer(Roster roster, List<Pending> batch) {
        for (int shadow = 0; shadow < roster.shadows().size(); shadow++) {
            waiting.addLast(new Turn(roster, shadow, batch));
            waitingBytes += bytes(batch);
            while (waiting.size() > MOST_WAITING || waitingBytes > MOST_WAITING_BYTES && !waiting.isEmpty()) {
                skip(next(), ShadowSkip.LATE);
            }
        }
    }

    private Turn next() {
        Turn turn = waiting.removeFirst();
        waitingBytes -= bytes(turn.batch());
        return turn;
    }

    private static long bytes(List<Pending> batch) {
        long bytes = 0;
        for (Pending pending : batch) {
            bytes += pending.bytes();
        }
        return bytes;
    }

    /** Takes what ended, and begins the next call if {@code mayRun}. */
    void advance(boolean mayRun) {
        collect();
        while (mayRun && !running && !waiting.isEmpty()) {
            begin(next());
        }
    }

    private void begin(Turn turn) {
        List<Pending> wanted = turn.batch().stream().filter(Shadows::isWanted).toList();
        Optional<Use> use = wanted.isEmpty() ? Optional.empty() : turn.version().use();
        if (use.isEmpty()) {
            // Its role ended since, and it is closed or closing.
            skip(turn, ShadowSkip.LATE);
            return;
        }
        running = true;
        ShadowRun run = new ShadowRun(turn.roster(), turn.shadow(), wanted, use.get(), metrics);
        thread.execute(() -> {
            try {
                run.run();
            } finally {
                ended.add(run);
            }
        });
    }

    /** Takes what ended. */
    void collect() {
        ShadowRun run = ended.poll();
        if (run == null) {
            return;
        }
        running = false;
        for (int i = 0; i < run.batch().size(); i++) {
            Pending pending = run.batch().get(i);
            Optional<WireMessage> message = run.message(i);
            if (message.isEmpty()) {
                skip(pending, run.shadow(), run.version(), ShadowSkip.FAILED);
            } else if (pending.outcome() instanceof Outcome.Answered answered) {
                if (answered.shadows().committed()) {
                    due.add(new Due(pending, run.version(), message.get()));
                } else {
                    answered.shadows().hold(run.shadow(), message.get());
                }
            }
        }
    }

    /** A request was committed; what its shadows said of it may leave. */
    void committed(Pending pending, ShadowAnswers answers) {
        answers.commit();
        for (int i = 0; i < answers.shadows().size(); i++) {
            ServedVersion version = answers.shadows().get(i);
            WireMessage message = answers.held(i);
            ShadowSkip reason = answers.skipped(i);
            if (message != null) {
                due.add(new Due(pending, version, message));
            } else if (reason != null) {
                count(version, reason);
            }
        }
    }

    /** Whether there is something to commit. */
    boolean hasDue() {
        return !due.isEmpty();
    }

    /** Adds what leaves with this commit; what fits no record is given up. */
    void addDue(OutcomeEncoder encoder, List<Output> outputs) {
        due.removeIf(one -> {
            boolean tooLarge = !encoder.encodeShadow(one.pending(), one.message(), outputs);
            if (tooLarge) {
                count(one.version(), ShadowSkip.TOO_LARGE);
            }
            return tooLarge;
        });
    }

    /** What {@link #addDue} added was committed. */
    void dueCommitted() {
        due.forEach(
                one -> metrics.predicted(one.version().model(), one.version().version(), Role.SHADOW, 0));
        due.clear();
    }

    /** What {@link #addDue} added was not committed, or nobody knows; it is not sent again. */
    void lose() {
        due.forEach(one -> count(one.version(), ShadowSkip.LATE));
        due.clear();
    }

    private void skip(Turn turn, ShadowSkip reason) {
        turn.batch().forEach(pending -> skip(pending, turn.shadow(), turn.version(), reason));
    }

    private void skip(Pending pending, int shadow, ServedVersion version, ShadowSkip reason) {
        if (pending.outcome() instanceof Outcome.Answered answered) {
            if (answered.shadows().committed()) {
                count(version, reason);
            } else {
                answered.shadows().skip(shadow, reason);
            }
        }
    }

    private void count(ServedVersion version, ShadowSkip reason) {
        metrics.shadowSkipped(version.model(), version.version(), reason);
    }

    /** An answered request that was committed, or still will be. */
    private static boolean isWanted(Pending pending) {
        return pending.outcome() instanceof Outcome.Answered answered
                && (pending.current() || answered.shadows().committed());
    }

    /** Lets a running call end and returns whether it did; a native call cannot be interrupted. Nothing leaves any more. */
    boolean close(Duration patience) {
        thread.shutdown();
        try {
            boolean inTime = thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
            collect();
            return inTime;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.forEach(turn -> skip(turn, ShadowSkip.LATE));
            waiting.clear();
            waitingBytes = 0;
            lose();
        }
    }
}
