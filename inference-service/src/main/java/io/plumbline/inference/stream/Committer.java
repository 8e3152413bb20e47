package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.RejectReason;
import io.plumbline.contracts.event.Topics;
import io.plumbline.inference.stream.OutcomeEncoder.Output;
import io.plumbline.inference.stream.Publisher.Written;
import io.plumbline.inference.telemetry.InferenceMetrics;
import io.plumbline.inference.telemetry.InferenceMetrics.Stage;
import io.plumbline.inference.telemetry.InferenceMetrics.TransactionResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when answered requests are committed, commits them, and counts what was committed.
 *
 * <p>After a failure nothing is in flight any more: what was written is known to the broker alone.
 *
 * <p>Threads: the poll thread.
 */
final class Committer {
    private static final Logger log = LoggerFactory.getLogger(Committer.class);

    private final StreamConfig config;
    private final InFlight inFlight;
    private final Shadows shadows;
    private final Publisher output;
    private final OutcomeEncoder encoder;
    private final InferenceMetrics metrics;
    private final Clock clock;
    private boolean waiting;
    private long waitingSinceNanos;

    Committer(
            StreamConfig config,
            Topics topics,
            InFlight inFlight,
            Shadows shadows,
            Publisher output,
            InferenceMetrics metrics,
            Clock clock) {
        this.config = config;
        this.inFlight = inFlight;
        this.shadows = shadows;
        this.output = output;
        this.encoder = new OutcomeEncoder(topics, config.maxRequestBytes());
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * What a commit came to.
     *
     * @param records requests whose outcome and offset are now committed
     * @param failure why the committed offsets must be asked from the broker, if so
     */
    record Result(int records, Optional<Written.Failed> failure) {
        static final Result NOTHING = new Result(0, Optional.empty());
    }

    /** A request ended and waits for its transaction from now on. */
    void ended() {
        if (!waiting) {
            waiting = true;
            waitingSinceNanos = System.nanoTime();
        }
    }

    boolean due() {
        if (shadows.hasDue()) {
            ended();
        }
        if (!waiting) {
            return false;
        }
        // Without a transaction to share, nothing is gained by waiting.
        return config.delivery() == Delivery.AT_LEAST_ONCE
                || System.nanoTime() - waitingSinceNanos
                        >= config.commitInterval().toNanos()
                || inFlight.readyCount() >= config.commitMaxRecords();
    }

    /**
     * Sends what is answered and not sent yet, so that the brokers write while models run; it counts with the next
     * commit.
     */
    Result send() {
        if (!output.isOpen()) {
            return Result.NOTHING;
        }
        List<Output> outputs = new ArrayList<>();
        inFlight.takeUnsent(pending -> encoder.encode(pending, outputs));
        return output.send(outputs).map(this::failed).orElse(Result.NOTHING);
    }

    /** Commits every answered request that no unanswered one of its partition precedes. */
    Result commit(ConsumerGroupMetadata group) {
        List<Pending> ready = inFlight.ready();
        boolean nothing = ready.isEmpty() && !shadows.hasDue();
        if (nothing || !output.isOpen()) {
            // The next request to end starts the wait anew.
            waiting = waiting && !nothing;
            return Result.NOTHING;
        }
        long began = System.nanoTime();
        List<Output> outputs = new ArrayList<>(ready.size());
        inFlight.takeUnsent(pending -> encoder.encode(pending, outputs));
        shadows.addDue(encoder, outputs);
        if (ready.isEmpty() && outputs.isEmpty()) {
            return Result.NOTHING;
        }
        Optional<Written> unsent = output.send(outputs);
        Written written = unsent.isPresent() ? unsent.get() : output.commit(inFlight.readyOffsets(), group);
        if (!(written instanceof Written.Committed)) {
            return failed(written);
        }
        waiting = false;
        inFlight.committed();
        metrics.transaction(TransactionResult.COMMITTED);
        metrics.stage(Stage.COMMIT, System.nanoTime() - began);
        shadows.dueCommitted();
        count(ready);
        return new Result(ready.size(), Optional.empty());
    }

    private Result failed(Written written) {
        if (written instanceof Written.TooLarge tooLarge) {
            metrics.transaction(TransactionResult.ABORTED);
            for (Output refused : tooLarge.outputs()) {
                refused.pending().halve((int) Math.min(Integer.MAX_VALUE, Wire.bytes(refused.message())));
            }
            inFlight.unsend();
            log.atWarn()
                    .addKeyValue("records", tooLarge.outputs().size())
                    .log("the broker refused records for their size, they are cut and sent again");
            return Result.NOTHING;
        }
        Written.Failed failed = (Written.Failed) written;
        metrics.transaction(failed.result());
        shadows.lose();
        drop();
        return new Result(0, Optional.of(failed));
    }

    /**
     * Drops what is in flight of partitions that are given up. What was sent for them must not count, and it shares its
     * transaction with what was sent for others, which is sent again.
     */
    Result giveUp(Collection<TopicPartition> partitions) {
        Optional<Written.Failed> failed = Optional.empty();
        if (inFlight.anySent(partitions)) {
            failed = output.abort();
            inFlight.unsend();
            metrics.transaction(failed.map(Written.Failed::result).orElse(TransactionResult.ABORTED));
        }
        output.forget(partitions);
        metrics.rewound(inFlight.drop(partitions));
        return new Result(0, failed);
    }

    /** Forgets everything in flight; it will be polled again. */
    void drop() {
        waiting = false;
        output.abort().ifPresent(failed -> metrics.transaction(failed.result()));
        metrics.rewound(inFlight.dropAll());
    }

    private void count(List<Pending> committed) {
        long now = clock.millis();
        for (Pending pending : committed) {
            Outcome outcome = pending.outcome();
            boolean late = now > pending.deadlineMillis();
            if (outcome instanceof Outcome.Answered answered) {
                Prediction prediction = answered.prediction();
                if (late) {
                    metrics.deadlineMissed(prediction.model());
                }
                long ageMillis = now - pending.record().timestampMillis();
                metrics.predicted(prediction.model(), prediction.version(), prediction.role(), ageMillis);
                shadows.committed(pending, answered.shadows());
            } else if (outcome instanceof Outcome.Dead dead) {
                // A model that is not served is the producer's word; as a label it would be without bound.
                boolean reached = dead.letter().version().isPresent();
                if (late && (reached || dead.letter().reason() == RejectReason.EXPIRED)) {
                    metrics.deadlineMissed(dead.letter().model().orElse(""));
                }
                metrics.deadLettered(
                        reached ? dead.letter().model().orElse("") : "",
                        dead.letter().version().orElse(""),
                        dead.letter().reason());
            }
        }
    }
}
