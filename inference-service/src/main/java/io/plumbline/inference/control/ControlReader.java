package io.plumbline.inference.control;

import io.plumbline.contracts.codec.DesiredStateCodec;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.contracts.kafka.TailReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the control topic on the thread {@code inference-control}: first to the end it had at the start, then for
 * ever.
 *
 * <p>Brokers that cannot be reached are waited for; a record that cannot be read is passed over, so what serves goes on.
 */
public final class ControlReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration BACK_OFF = Duration.ofMillis(250);

    private final Supplier<TailReader> readers;
    private final Reconciler reconciler;
    private final DesiredStateCodec codec = new DesiredStateCodec();
    private final Thread thread;
    private final Object wakeup = new Object();
    private volatile boolean stopping;
    private volatile @Nullable TailReader reader;

    /** Models that have a state, as far as it was handed on. */
    private final Set<String> known = new HashSet<>();

    /** What this connection read before it was caught up: the newest of each model, empty where it was withdrawn. */
    private final Map<String, Optional<DesiredState>> unsettled = new HashMap<>();

    private @Nullable TailReader connection;
    private boolean caughtUp;

    public ControlReader(KafkaLink link, String topic, Reconciler reconciler) {
        this(() -> new TailReader(link, topic), reconciler);
    }

    ControlReader(Supplier<TailReader> readers, Reconciler reconciler) {
        this.readers = readers;
        this.reconciler = reconciler;
        this.thread = new Thread(this::run, "inference-control");
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!stopping) {
            try (TailReader fresh = readers.get()) {
                reader = fresh;
                while (!stopping) {
                    turn(fresh);
                }
            } catch (WakeupException e) {
                log.debug("woken to stop");
            } catch (KafkaException e) {
                reconciler.disturbed("the control topic cannot be read: " + e.getMessage());
                log.atWarn()
                        .addKeyValue("error", e.toString())
                        .addKeyValue("backOffMillis", BACK_OFF.toMillis())
                        .log("control topic cannot be read, trying again");
                pause();
            } catch (RuntimeException e) {
                // Without this thread nobody would notice that swaps have no effect any more.
                log.atError().setCause(e).log("following the control topic broke, trying again");
                pause();
            }
        }
    }

    /** Reads what is there and hands it on; returns how many records. */
    int turn(TailReader from) {
        if (connection != from) {
            // It reads from the beginning again, through states that are long past.
            connection = from;
            caughtUp = false;
            unsettled.clear();
        }
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record : from.poll(POLL)) {
            accept(record);
            count++;
        }
        if (!caughtUp && from.caughtUp()) {
            caughtUp = true;
            // Whatever was deleted from the topic while nobody read it is withdrawn as well.
            Set<String> gone = new HashSet<>(known);
            gone.removeAll(unsettled.keySet());
            gone.forEach(model -> handOn(model, Optional.empty()));
            unsettled.forEach(this::handOn);
            unsettled.clear();
            reconciler.caughtUp();
        }
        reconciler.tick();
        return count;
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        String where = record.topic() + "-" + record.partition() + "@" + record.offset();
        if (record.key() == null) {
            log.atWarn().addKeyValue("where", where).log("control record has no key and is passed over");
            return;
        }
        String model = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            read(model, Optional.empty());
            return;
        }
        Decoded<DesiredState> decoded = codec.decode(record.value(), where);
        if (decoded instanceof Decoded.Accepted<DesiredState> accepted) {
            read(model, Optional.of(accepted.value()));
        } else if (decoded instanceof Decoded.Rejected<DesiredState> rejected) {
            log.atWarn()
                    .addKeyValue("model", model)
                    .addKeyValue("error", rejected.describe())
                    .log("control record cannot be read and is passed over");
        }
    }

    private void read(String model, Optional<DesiredState> state) {
        if (caughtUp) {
            handOn(model, state);
        } else {
            unsettled.put(model, state);
        }
    }

    private void handOn(String model, Optional<DesiredState> state) {
        if (state.isPresent()) {
            known.add(model);
        } else {
            known.remove(model);
        }
        reconciler.desired(model, state);
    }

    private void pause() {
        synchronized (wakeup) {
            long deadline = System.nanoTime() + BACK_OFF.toNanos();
            while (!stopping && deadline - System.nanoTime() > 0) {
                try {
                    wakeup.wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                } catch (InterruptedException e) {
                    stopping = true;
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Stops following; returns once the thread has ended, or after five seconds. */
    @Override
    public void close() {
        stopping = true;
        synchronized (wakeup) {
            wakeup.notifyAll();
        }
        TailReader open = reader;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.atWarn().addKeyValue("thread", thread.getName()).log("did not stop in time");
        }
    }
}
