package io.plumbline.evaluator.stream;

import io.plumbline.contracts.kafka.ControlClient;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.contracts.ops.Health;
import io.plumbline.evaluator.compare.Gate;
import io.plumbline.evaluator.drift.CommittedDrift;
import io.plumbline.evaluator.drift.DriftReadings;
import io.plumbline.evaluator.drift.Profiles;
import io.plumbline.evaluator.tally.CommittedTallies;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One evaluator process: waits for the broker and the topics, runs the topology, and shows what it has committed.
 *
 * <p>Threads: {@link #run()} by one; everything else by any. {@link #close()} may be called twice and ends {@code run}.
 */
public final class Evaluator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final EvaluatorConfig config;
    private final OwnedPartitions partitions = new OwnedPartitions();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final DriftReadings drift;
    private volatile String waitingFor = "starting";
    private volatile @Nullable CommittedReader reader;
    private volatile @Nullable KafkaStreams streams;
    private volatile @Nullable Throwable failure;

    public Evaluator(EvaluatorConfig config) {
        this.config = config;
        drift = new DriftReadings(
                this::committedDrift,
                new Profiles(config.drift(), Clock.systemUTC()),
                config.drift(),
                Clock.systemUTC());
    }

    /**
     * Runs until {@link #close()}, or until something fails that cannot be waited out.
     *
     * @throws TopicMismatchException if the topics can never be joined as they are
     * @throws IllegalStateException if the topology failed; the cause says why
     */
    public void run() throws InterruptedException {
        if (config.drift().enabled() && !config.drift().hasReference()) {
            LOG.info(
                    "errors are watched for drift, features and scores are not: drift.store names no checkpoint store");
        }
        try {
            Optional<TopicCheck.Finding.Ready> topics = awaitTopics();
            if (topics.isPresent()) {
                runTopology(topics.get().partitions());
            }
        } finally {
            ended.countDown();
        }
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("the evaluator's topology failed: " + cause, cause);
        }
    }

    private Optional<TopicCheck.Finding.Ready> awaitTopics() throws InterruptedException {
        Duration backOff = FIRST_BACK_OFF;
        try (Admin admin = Admin.create(config.admin())) {
            TopicCheck check =
                    new TopicCheck(admin, config.topics(), config.drift().hasReference());
            String told = "";
            while (stopping.getCount() > 0) {
                TopicCheck.Finding finding = check.look();
                if (finding instanceof TopicCheck.Finding.Ready ready) {
                    return Optional.of(ready);
                }
                waitingFor = ((TopicCheck.Finding.NotYet) finding).reason();
                if (!waitingFor.equals(told)) {
                    told = waitingFor;
                    LOG.atWarn().addKeyValue("reason", told).log("waiting to start");
                }
                if (stopping.await(backOff.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                backOff = backOff.multipliedBy(2).compareTo(LONGEST_BACK_OFF) < 0
                        ? backOff.multipliedBy(2)
                        : LONGEST_BACK_OFF;
            }
        }
        return Optional.empty();
    }

    private void runTopology(int evaluationPartitions) throws InterruptedException {
        waitingFor = "reading the control topic and restoring state";
        try (CommittedReader committed =
                        new CommittedReader(config.consumer(), config.topics().evaluations(), evaluationPartitions);
                GateKeeper gate = gate();
                KafkaStreams running =
                        new KafkaStreams(EvaluatorTopology.build(config.topology(), partitions), config.streams())) {
            reader = committed;
            streams = running;
            running.setUncaughtExceptionHandler(this::failed);
            running.setStateListener((next, previous) -> {
                LOG.atInfo()
                        .addKeyValue("from", previous)
                        .addKeyValue("to", next)
                        .log("streams state changed");
                if (next == KafkaStreams.State.ERROR && failure == null) {
                    // The thread of the control topic cannot be replaced: its end is ours, and not an orderly one.
                    failure = new IllegalStateException("Kafka Streams ended in state ERROR");
                }
                if (next == KafkaStreams.State.ERROR || next == KafkaStreams.State.NOT_RUNNING) {
                    stopping.countDown();
                }
            });
            committed.start();
            running.start();
            gate.start();
            stopping.await();
            // The group keeps a named instance's place, so that a quick restart moves no partitions.
            boolean closed = running.close(CloseOptions.timeout(CLOSE_LIMIT)
                    .withGroupMembershipOperation(
                            config.instance().isEmpty()
                                    ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                    : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
            if (!closed) {
                LOG.atWarn().addKeyValue("limit", CLOSE_LIMIT).log("streams did not close in time");
            }
        }
    }

    private GateKeeper gate() {
        return new GateKeeper(
                new Gate(config.comparison().promotion()),
                new ControlClient(new KafkaLink(config.bootstrapServers(), config.kafka()), config.topics()),
                this::committed,
                () -> ownedPartitions().contains(0),
                InstantSource.system());
    }

    private StreamThreadExceptionResponse failed(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                LOG.atWarn().setCause(error).log("stream thread lost its broker, starting another");
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            }
        }
        LOG.atError().setCause(error).log("stream thread failed");
        failure = error;
        stopping.countDown();
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** The tallies as of the last commits; empty until they were read once. */
    public Optional<CommittedTallies> committed() {
        CommittedReader current = reader;
        return current == null ? Optional.empty() : current.tallies();
    }

    /** What there is to say about drift, as of the last commits; nothing until they were read once. */
    public DriftReadings drift() {
        return drift;
    }

    private Optional<CommittedDrift> committedDrift() {
        CommittedReader current = reader;
        return current == null ? Optional.empty() : current.drift();
    }

    /** The partitions whose tallies this process reports as its own. */
    public Set<Integer> ownedPartitions() {
        return partitions.now();
    }

    public Health health() {
        Throwable cause = failure;
        return cause == null ? Health.ok("running") : Health.no("the topology failed: " + cause);
    }

    /** Whether it joins now and shows what it joined; if not, what it waits for. */
    public Health ready() {
        KafkaStreams current = streams;
        if (current == null || failure != null || stopping.getCount() == 0) {
            return Health.no(stopping.getCount() == 0 ? "stopping" : waitingFor);
        }
        if (current.state() != KafkaStreams.State.RUNNING) {
            return Health.no("streams are " + current.state() + ": " + waitingFor);
        }
        return committed().isPresent()
                ? Health.ok("joining " + ownedPartitions().size() + " partitions")
                : Health.no("reading the evaluations topic to its end");
    }

    @Override
    public void close() {
        stopping.countDown();
    }

    /** Waits for {@link #run()} to have closed everything; false if it has not in time. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
