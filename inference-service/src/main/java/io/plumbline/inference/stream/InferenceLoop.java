package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.batch.Batch;
import io.plumbline.inference.control.Roster;
import io.plumbline.inference.control.ServedVersion.Breaker;
import io.plumbline.inference.control.ServingMarks;
import io.plumbline.inference.control.ServingTable;
import io.plumbline.inference.control.Switchboard;
import io.plumbline.inference.stream.Publisher.Written;
import io.plumbline.inference.telemetry.InferenceMetrics;
import io.plumbline.inference.telemetry.InferenceMetrics.Rebalance;
import io.plumbline.inference.telemetry.InferenceMetrics.Stage;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of the service: polls requests, hands batches to the workers, commits what they answered. Exactly once.
 *
 * <p>How one turn goes: take a new serving table; mend what is broken; collect answers; form batches; commit if due;
 * pause or resume; poll. Nothing in it waits for a model, so polling goes on while models run.
 *
 * <p>Why nothing is lost or doubled:
 * <ol>
 *   <li>Answers, dead letters and the offsets they answer go out in one transaction; what was sent for a partition that is
 *       given up before its commit aborts it.
 *   <li>A partition's answers leave in its offset order, without a gap ({@link PartitionLog}).
 *   <li>Whatever fails, the way back is one: drop all that is in flight and seek to the committed offsets, asked from the
 *       broker once no transaction of ours is open.
 *   <li>What a partition held before it was given up or rewound is dropped with its log; late answers go nowhere.
 * </ol>
 *
 * <p>Why versions never go back within a partition: batches are formed in poll order, each with the table of its moment,
 * and tables change only between two batches.
 *
 * <p>Threads: one, {@code inference-poll}; {@link #snapshot()} from any.
 */
final class InferenceLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InferenceLoop.class);

    /** While answers are expected: long enough not to spin, short enough not to be seen in the latency. */
    private static final Duration BUSY_POLL = Duration.ofMillis(1);

    private static final Duration IDLE_POLL = Duration.ofMillis(20);

    private final StreamConfig config;
    private final Topics topics;
    private final Switchboard switchboard;
    private final InferenceMetrics metrics;
    private final Consumer<byte[], byte[]> consumer;
    private final Publisher output;
    private final Committer committer;
    private final OffsetReset offsetReset;
    private final ModelWorkers workers;
    private final Shadows shadows;
    private final Function<Exception, String> explain;
    private final Intake intake = new Intake();
    private final InFlight inFlight;
    private final Clock clock;
    private final BacklogAge age = new BacklogAge();
    private final Denial denial = new Denial();
    private final BrokerSilence silence;
    private final Set<TopicPartition> assigned = new HashSet<>();
    private final BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private String trouble = "";
    private boolean pollFailed;
    private boolean rewind;
    private boolean queueFull;
    private boolean stopping;
    private volatile boolean modelsRun;
    private boolean backlog;
    private volatile LoopSnapshot snapshot =
            new LoopSnapshot(System.nanoTime(), 0, 0, 0, Optional.of("the poll thread has not started"));

    InferenceLoop(
            StreamConfig config,
            Topics topics,
            Switchboard switchboard,
            InferenceMetrics metrics,
            Clock clock,
            Consumer<byte[], byte[]> consumer,
            Supplier<Producer<byte[], byte[]>> producers) {
        this(
                config,
                topics,
                switchboard,
                metrics,
                clock,
                consumer,
                StreamClients.SILENCE,
                producers,
                e -> String.valueOf(e.getMessage()));
    }

    /**
     * @param silenceLimit how long no broker may answer the consumer while this counts as ready
     * @param explain the words for what the brokers say no to
     */
    InferenceLoop(
            StreamConfig config,
            Topics topics,
            Switchboard switchboard,
            InferenceMetrics metrics,
            Clock clock,
            Consumer<byte[], byte[]> consumer,
            Duration silenceLimit,
            Supplier<Producer<byte[], byte[]>> producers,
            Function<Exception, String> explain) {
        this.explain = explain;
        this.clock = clock;
        this.config = config;
        this.topics = topics;
        this.switchboard = switchboard;
        this.metrics = metrics;
        this.consumer = consumer;
        this.silence = new BrokerSilence(consumer::metrics, silenceLimit);
        this.output = config.delivery() == Delivery.EXACTLY_ONCE
                ? new TransactionalOutput(producers)
                : new FlushedOutput(consumer, producers, config.commitInterval());
        this.workers = new ModelWorkers(config.workers());
        this.shadows = new Shadows(metrics);
        this.inFlight = new InFlight(
                config.batch(),
                (key, size) -> switchboard
                        .current()
                        .roster(key.model())
                        .map(roster -> roster.expectedNanos(size))
                        .orElse(0L),
                new Deadlines(config.batch().deadlines(), metrics::deadlineMalformed),
                clock);
        this.committer = new Committer(config, topics, inFlight, shadows, output, metrics, clock);
        this.offsetReset = new OffsetReset(consumer, metrics);
    }

    void subscribe() {
        consumer.subscribe(List.of(topics.requests()), new Assignment());
    }

    /** Whether a model call outlasted the close. */
    boolean modelsRun() {
        return modelsRun;
    }

    LoopSnapshot snapshot() {
        return snapshot;
    }

    /** Takes one turn and returns how many records it polled and committed. */
    int turn() {
        long now = System.nanoTime();
        switchboard.switchNow();
        mend(now);
        collect(Duration.ZERO);
        dispatch();
        shadows.advance(workers.noneWaits() && output.isOpen());
        if (backlog) {
            // Without one the transaction stays short: readers wait for the oldest that is open.
            check(committer.send());
        }
        int moved = committer.due() ? commit() : 0;
        output.tend();
        regulate();
        measure(now);
        moved += accept(poll());
        dispatch();
        shadows.advance(workers.noneWaits() && output.isOpen());
        return moved;
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        boolean busy = !workers.idle() || inFlight.size() > 0;
        if (pollFailed && !backOff.over(System.nanoTime())) {
            // The consumer says no at once; asking it again and again would be a busy loop.
            LockSupport.parkNanos(IDLE_POLL.toNanos());
            return ConsumerRecords.empty();
        }
        try {
            pollFailed = false;
            return consumer.poll(busy ? BUSY_POLL : IDLE_POLL);
        } catch (InvalidOffsetException e) {
            return reset(e);
        } catch (AuthorizationException | AuthenticationException | RetriableException e) {
            pollFailed = true;
            failed("cannot poll: " + explain.apply(e), e);
            return ConsumerRecords.empty();
        }
    }

    private ConsumerRecords<byte[], byte[]> reset(InvalidOffsetException reason) {
        try {
            offsetReset.toOldest(reason);
        } catch (AuthorizationException | AuthenticationException | RetriableException e) {
            failed("cannot tell the oldest offsets: " + e.getMessage(), e);
        }
        return ConsumerRecords.empty();
    }

    private int accept(ConsumerRecords<byte[], byte[]> records) {
        if (rewind || records.isEmpty()) {
            return 0;
        }
        long began = System.nanoTime();
        ServingTable table = switchboard.current();
        for (ConsumerRecord<byte[], byte[]> polled : records) {
            WireRecord record = Wire.read(polled);
            PartitionLog partition = inFlight.log(new TopicPartition(polled.topic(), polled.partition()));
            Intake.Sorted sorted = intake.sort(record, table);
            if (sorted instanceof Intake.Sorted.For request) {
                Pending pending = new Pending(partition, record, request.request(), began);
                partition.add(pending);
                inFlight.enqueue(request.model(), pending);
            } else if (sorted instanceof Intake.Sorted.Dead dead) {
                Pending pending = new Pending(partition, record, null, began);
                partition.add(pending);
                end(pending, new Outcome.Dead(dead.letter()));
            }
        }
        metrics.consumed(records.count());
        metrics.stage(Stage.DECODE, System.nanoTime() - began);
        return records.count();
    }

    /** Forms batches while a worker can take one and every champion may be called. */
    private void dispatch() {
        ServingTable table = switchboard.current();
        // No worker should stand idle while this thread waits for the consumer, or for a commit.
        long away = committer.due() ? ModelWorkers.AHEAD_NANOS : BUSY_POLL.toNanos();
        while (workers.free() && mayCall(table)) {
            Optional<Batch<Pending>> next = inFlight.nextBatch(backlog, workers.nanosUntilFree(), away);
            if (next.isEmpty()) {
                return;
            }
            String model = next.get().key().model();
            List<Pending> batch = next.get().items();
            next.get().expired().forEach(pending -> end(pending, new Outcome.Dead(Intake.expired(pending, model))));
            if (batch.isEmpty()) {
                continue;
            }
            Optional<Roster> roster = table.roster(model);
            if (roster.isEmpty()) {
                // It was served when they were polled, and was withdrawn since.
                batch.forEach(
                        pending -> end(pending, new Outcome.Dead(Intake.unknown(pending.record(), model, table))));
                continue;
            }
            long now = System.nanoTime();
            ServingMarks.Mark mark = switchboard.marks().of(roster.get());
            for (Pending pending : batch) {
                metrics.stage(Stage.QUEUE, now - pending.polledNanos());
                mark.note(pending.record().partition(), pending.record().offset());
            }
            workers.submit(new BatchRun(roster.get(), batch, metrics));
        }
    }

    /** An open breaker lets nothing through, a half-open one a single batch at a time. */
    private boolean mayCall(ServingTable table) {
        if (rewind || table.obstacle().isPresent()) {
            return false;
        }
        for (Roster roster : table.rosters().values()) {
            Breaker breaker = roster.champion().breaker();
            if (breaker == Breaker.OPEN || (breaker == Breaker.HALF_OPEN && !workers.idle())) {
                return false;
            }
        }
        return true;
    }

    private void collect(Duration patience) {
        Optional<BatchRun> ended = workers.ended(patience);
        while (ended.isPresent()) {
            BatchRun run = ended.get();
            BatchRun.Result result = run.result();
            if (result instanceof BatchRun.Result.Ended answered) {
                for (int i = 0; i < run.batch().size(); i++) {
                    end(run.batch().get(i), answered.outcomes().get(i));
                }
                shadows.offer(run.roster(), run.batch());
            } else if (result instanceof BatchRun.Result.Unavailable unavailable) {
                unavailable(run, unavailable.why());
            } else if (result instanceof BatchRun.Result.Crashed crashed) {
                throw new IllegalStateException("a batch of model '" + run.model() + "' crashed", crashed.cause());
            }
            ended = workers.ended(Duration.ZERO);
        }
    }

    private void unavailable(BatchRun run, String why) {
        // Of several that lay ready one is enough: each more would only lengthen the wait.
        if (!rewind && run.batch().stream().anyMatch(Pending::current)) {
            failed("model '" + run.model() + "' cannot answer: " + why, null);
            rewind = true;
        }
    }

    private void end(Pending pending, Outcome outcome) {
        pending.end(outcome);
        committer.ended();
    }

    private int commit() {
        shadows.collect();
        Committer.Result result = committer.commit(consumer.groupMetadata());
        check(result);
        if (result.records() > 0) {
            recovered();
        }
        return result.records();
    }

    private void check(Committer.Result result) {
        if (result.failure().isPresent()) {
            Written.Failed failed = result.failure().get();
            failed("transaction " + failed.result() + ": " + explain.apply(failed.cause()), failed.cause());
            rewind = true;
        }
    }

    /** Opens the producer if it is not, and goes back to the committed offsets if something failed. */
    private void mend(long now) {
        if ((output.isOpen() && !rewind) || !backOff.over(now)) {
            return;
        }
        try {
            if (!output.isOpen()) {
                output.open();
                log.atInfo().addKeyValue("delivery", config.delivery().label()).log("producer open");
            }
            if (rewind) {
                // What was answered before a model failed is still good.
                commit();
                if (output.isOpen()) {
                    rewindToCommitted();
                }
            } else {
                recovered();
            }
        } catch (KafkaException e) {
            failed("the brokers do not answer: " + explain.apply(e), e);
        }
    }

    private void rewindToCommitted() {
        output.settle();
        output.forget(Set.copyOf(assigned));
        committer.drop();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(assigned);
        for (TopicPartition partition : assigned) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset.offset());
            }
        }
        rewind = false;
        log.atInfo().addKeyValue("partitions", assigned.size()).log("went back to the committed offsets");
    }

    private void failed(String why, @Nullable Exception cause) {
        if (trouble.isEmpty() && !denial.standing(System.nanoTime()).equals(Optional.of(why))) {
            log.atWarn().setCause(cause).addKeyValue("error", why).log("stopped consuming, will try again");
        } else {
            log.atInfo().addKeyValue("error", why).log("still not consuming");
        }
        trouble = why;
        backOff.failed(System.nanoTime());
        if (Denial.is(cause)) {
            denial.noted(why, backOff.untilNanos());
        }
    }

    private void recovered() {
        trouble = "";
        // What was denied is asked for ever less often, whatever else works meanwhile.
        if (denial.standing(System.nanoTime()).isEmpty()) {
            backOff.succeeded();
        }
    }

    /** Pauses when requests cannot be taken, resumes when they can; polling goes on either way. */
    private void regulate() {
        int share = queueFull ? 2 : 1;
        queueFull = inFlight.size() >= Math.max(1, config.maxQueuedRecords() / share)
                || inFlight.bytes() >= Math.max(1, config.maxQueuedBytes() / share);
        if (mayConsume()) {
            Set<TopicPartition> paused = consumer.paused();
            if (!paused.isEmpty()) {
                consumer.resume(paused);
            }
        } else if (!consumer.paused().containsAll(assigned)) {
            consumer.pause(assigned);
        }
    }

    private boolean mayConsume() {
        return !queueFull && obstacle().isEmpty();
    }

    private Optional<String> obstacle() {
        if (stopping) {
            return Optional.of("the service is stopping");
        }
        if (!output.isOpen() || rewind || !backOff.over(System.nanoTime())) {
            return Optional.of(trouble.isEmpty() ? "the producer is not open" : trouble);
        }
        ServingTable table = switchboard.current();
        Optional<String> unserved = table.obstacle();
        if (unserved.isPresent()) {
            return unserved;
        }
        return table.rosters().values().stream()
                .filter(roster -> roster.champion().breaker() == Breaker.OPEN)
                .findFirst()
                .map(roster -> "the circuit breaker of model '" + roster.model() + "' is open"
                        + (trouble.isEmpty() ? "" : ": " + trouble));
    }

    private void measure(long now) {
        int paused = consumer.paused().size();
        Optional<String> silent = silence.standing(now);
        snapshot = new LoopSnapshot(
                now,
                assigned.size(),
                paused,
                inFlight.size(),
                obstacle().or(() -> denial.standing(now)).or(() -> silent));
        metrics.partitions(assigned.size(), paused);
        long lag = 0;
        for (TopicPartition partition : assigned) {
            lag += consumer.currentLag(partition).orElse(0);
        }
        backlog = lag > 0;
        metrics.lag(lag);
        metrics.queuedBytes(inFlight.bytes());
        metrics.oldest(age.oldest(
                assigned,
                inFlight.logs(),
                partition -> consumer.currentLag(partition).orElse(0),
                clock.millis()));
    }

    /** Lets the batches in flight end, at most that long. */
    private void drain(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!workers.idle() && deadline - System.nanoTime() > 0) {
            collect(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }

    /** Ends in order: finishes what runs, commits it, leaves the group. */
    void close(Duration patience) {
        stopping = true;
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            drain(patience);
            if (!rewind) {
                commit();
                // What shadows said of it leaves after it.
                commit();
            }
            output.settle();
        } finally {
            int left = inFlight.dropAll();
            metrics.rewound(left);
            // The group goes first: whoever takes over need not wait for a model that is stuck here.
            try {
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
            } finally {
                try {
                    output.close();
                } finally {
                    Duration rest = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                    modelsRun = !workers.close(rest) | !shadows.close(rest);
                    if (modelsRun) {
                        log.atWarn().log("a model still runs; its batch was not committed");
                    }
                    log.atInfo().addKeyValue("uncommitted", left).log("poll thread ended");
                }
            }
        }
    }

    /**
     * Ends after a turn that broke: what was half done is unknown, so nothing is committed and what was sent is taken
     * back with the producer.
     */
    void abandon() {
        rewind = true;
        close(Duration.ZERO);
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /** Called within poll, on the poll thread. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            metrics.rebalanced(Rebalance.ASSIGNED);
            check(committer.giveUp(partitions));
            assigned.addAll(partitions);
            log.atInfo().addKeyValue("partitions", partitions).log("partitions assigned");
            if (!mayConsume()) {
                consumer.pause(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            metrics.rebalanced(Rebalance.REVOKED);
            if (!stopping) {
                drain(config.revokeDrain());
                if (!rewind) {
                    commit();
                }
                output.settle();
            }
            giveUp(partitions);
            log.atInfo().addKeyValue("partitions", partitions).log("partitions given up");
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            metrics.rebalanced(Rebalance.LOST);
            giveUp(partitions);
            log.atWarn().addKeyValue("partitions", partitions).log("partitions lost");
        }

        private void giveUp(Collection<TopicPartition> partitions) {
            assigned.removeAll(partitions);
            check(committer.giveUp(partitions));
        }
    }
}
