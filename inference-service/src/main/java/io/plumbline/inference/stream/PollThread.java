package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.contracts.ops.Health;
import io.plumbline.inference.control.Switchboard;
import io.plumbline.inference.guard.AdminRetry;
import io.plumbline.inference.telemetry.InferenceMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code inference-poll}: turns the loop until it is told to stop or the loop breaks.
 *
 * <p>Brokers that cannot be reached at the start are waited for like any that go away later.
 */
public final class PollThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PollThread.class);

    /** A turn's longest honest wait is for the transaction coordinator: {@code max.block.ms} of our producer. */
    private static final Duration TURN_LIMIT = Duration.ofSeconds(30);

    private final StreamClients clients;
    private final Topics topics;
    private final boolean createTopics;
    private final AdminRetry retry;
    private final Duration shutdownTimeout;
    private final InferenceLoop loop;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Object wakeup = new Object();
    private volatile boolean stopping;
    private volatile String starting = "the poll thread has not started";
    private volatile @Nullable Throwable failure;

    /**
     * @param staticMember whether to join the group under the instance's name, so that a restart moves no partition
     * @param createTopics whether to create the topics that are not there, with the broker's defaults
     * @param retry asks the brokers again about the topics
     * @param decorator put around the clients that consume and produce
     */
    public PollThread(
            KafkaLink link,
            Topics topics,
            String groupId,
            String instance,
            boolean staticMember,
            boolean createTopics,
            AdminRetry retry,
            StreamConfig config,
            Duration shutdownTimeout,
            Switchboard switchboard,
            InferenceMetrics metrics,
            ClientDecorator decorator) {
        this.clients = new StreamClients(
                link, topics, groupId, instance, staticMember, config.maxRequestBytes(), config.delivery());
        this.topics = topics;
        this.createTopics = createTopics;
        this.retry = retry;
        this.shutdownTimeout = shutdownTimeout;
        this.loop = new InferenceLoop(
                config,
                topics,
                switchboard,
                metrics,
                Clock.systemUTC(),
                decorator.consumer(clients.consumer()),
                clients.silenceLimit(),
                () -> decorator.producer(clients.producer()),
                clients.rights()::explain);
        this.thread = new Thread(this::run, "inference-poll");
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            if (topicsThere()) {
                loop.subscribe();
                starting = "";
                while (!stopping) {
                    loop.turn();
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            log.atError().setCause(e).addKeyValue("error", e.toString()).log("the poll thread broke");
        } finally {
            try {
                if (failure == null) {
                    loop.close(shutdownTimeout);
                } else {
                    loop.abandon();
                }
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("the poll thread did not end in order");
            } finally {
                ended.countDown();
            }
        }
    }

    /** Waits until every topic is there, or until told to stop. */
    private boolean topicsThere() {
        TopicCheck check = new TopicCheck(clients, topics, createTopics, retry);
        BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(5));
        while (!stopping) {
            Optional<String> trouble = check.trouble();
            if (trouble.isEmpty()) {
                return true;
            }
            if (!trouble.get().equals(starting)) {
                log.atWarn().addKeyValue("error", trouble.get()).log("waiting for the brokers");
            }
            starting = trouble.get();
            backOff.failed(System.nanoTime());
            pause(backOff);
        }
        return false;
    }

    private void pause(BackOff backOff) {
        synchronized (wakeup) {
            while (!stopping && !backOff.over(System.nanoTime())) {
                try {
                    wakeup.wait(20);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    stopping = true;
                }
            }
        }
    }

    /** Alive: the loop turned not long ago, or still waits for the brokers to come up. */
    public Health health() {
        Throwable broke = failure;
        if (broke != null) {
            return Health.no("the poll thread broke: " + broke);
        }
        if (!starting.isEmpty()) {
            return Health.ok("starting: " + starting);
        }
        Duration since = Duration.ofNanos(System.nanoTime() - loop.snapshot().turnNanos());
        return since.compareTo(TURN_LIMIT) > 0
                ? Health.no("the poll loop last turned " + since.toSeconds() + " s ago, expected within "
                        + TURN_LIMIT.toSeconds() + " s")
                : Health.ok("the poll loop turns");
    }

    /** Ready: partitions are held and nothing keeps their requests from being answered. */
    public Health ready() {
        Health alive = health();
        if (!alive.ok()) {
            return alive;
        }
        if (!starting.isEmpty()) {
            return Health.no(starting);
        }
        LoopSnapshot snapshot = loop.snapshot();
        if (snapshot.obstacle().isPresent()) {
            return Health.no(snapshot.obstacle().get());
        }
        return snapshot.assigned() == 0
                ? Health.no("no partition of " + topics.requests() + " is assigned to this instance yet")
                : Health.ok("serving " + snapshot.assigned() + " partitions of " + topics.requests());
    }

    /** Waits for the thread to end; returns what broke it, or empty when it was stopped. */
    public Optional<Throwable> await() throws InterruptedException {
        ended.await();
        return Optional.ofNullable(failure);
    }

    /** Whether a model call went on when the thread ended. */
    public boolean modelsRun() {
        return loop.modelsRun();
    }

    /** Tells the thread to end, and returns at once. */
    public void stop() {
        stopping = true;
        synchronized (wakeup) {
            wakeup.notifyAll();
        }
    }

    /** Finishes and commits what is in flight, within the shutdown timeout, and leaves the group. */
    @Override
    public void close() {
        stop();
        if (!thread.isAlive() && thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            long limitMillis = shutdownTimeout.multipliedBy(2).plusSeconds(20).toMillis();
            if (!ended.await(limitMillis, TimeUnit.MILLISECONDS)) {
                log.atError().addKeyValue("waitedMillis", limitMillis).log("the poll thread did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
