package io.plumbline.contracts.kafka;

import io.plumbline.contracts.codec.DesiredStateCodec;
import io.plumbline.contracts.control.DesiredState;
import io.plumbline.contracts.control.PastState;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and changes desired states: what the command line and the evaluator's gate have in common.
 *
 * <p>A change is a compare-and-set: it is written in a transaction whose id is fixed per model. Taking that id fences
 * every writer that took it before, and only then is the newest generation read; so of two changes that began from the
 * same generation at most one commits.
 */
public final class ControlClient {
    private static final Logger log = LoggerFactory.getLogger(ControlClient.class);

    private final KafkaLink link;
    private final Topics topics;
    private final DesiredStateCodec codec = new DesiredStateCodec();

    private final Retry retry;

    /** One that asks the brokers once. */
    public ControlClient(KafkaLink link, Topics topics) {
        this(link, topics, Supplier::get);
    }

    public ControlClient(KafkaLink link, Topics topics, Retry retry) {
        this.link = link;
        this.topics = topics;
        this.retry = retry;
    }

    /** Around what may be asked twice: reading, and taking the transactional id. Never around a commit. */
    @FunctionalInterface
    public interface Retry {
        <T> T call(Supplier<T> question);
    }

    /** What became of a change. */
    public sealed interface Change {
        /** It is on the control topic. */
        record Written() implements Change {}

        /** Someone else changed the model meanwhile; nothing was written. */
        record Busy(String reason) implements Change {}
    }

    /** The newest desired state of every model, by name. */
    public Map<String, DesiredState> states() {
        return retry.call(this::read);
    }

    private Map<String, DesiredState> read() {
        Map<String, DesiredState> newest = new TreeMap<>();
        read((model, state) -> {
            if (state.isPresent()) {
                newest.merge(model, state.get(), (a, b) -> a.generation() > b.generation() ? a : b);
            } else {
                newest.remove(model);
            }
        });
        return newest;
    }

    /**
     * The states that a model was in, newest first, the present one included: what compaction has left on the topic, and
     * what those records carry of the states before them. Empty for a model that was withdrawn.
     */
    public List<PastState> history(String model) {
        NavigableMap<Long, PastState> byGeneration = new TreeMap<>();
        read((of, state) -> {
            if (!of.equals(model)) {
                return;
            }
            if (state.isEmpty()) {
                // A model that comes back begins with generation 1 again.
                byGeneration.clear();
                return;
            }
            state.get().history().forEach(past -> byGeneration.put(past.generation(), past));
            byGeneration.put(state.get().generation(), PastState.of(state.get()));
        });
        return List.copyOf(byGeneration.descendingMap().values());
    }

    private void read(BiConsumer<String, Optional<DesiredState>> each) {
        try (TailReader reader = new TailReader(link, topics.control())) {
            while (!reader.caughtUp()) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
                    read(record, each);
                }
            }
        }
    }

    public Optional<DesiredState> state(String model) {
        return Optional.ofNullable(states().get(model));
    }

    /**
     * Writes {@code next} if {@code basis} is still the model's newest state.
     *
     * @param next empty to withdraw the model
     */
    public Change change(String model, Optional<DesiredState> basis, Optional<DesiredState> next) {
        try (Producer<byte[], byte[]> producer = producer(model)) {
            retry.call(() -> {
                producer.initTransactions();
                return true;
            });
            Optional<DesiredState> newest = state(model);
            long expected = basis.map(DesiredState::generation).orElse(0L);
            long found = newest.map(DesiredState::generation).orElse(0L);
            if (expected != found) {
                return new Change.Busy("model '" + model + "' is at generation " + found + ", this change began from "
                        + expected + ": someone else changed it meanwhile");
            }
            producer.beginTransaction();
            var written = producer.send(new ProducerRecord<byte[], byte[]>(
                    topics.control(),
                    model.getBytes(StandardCharsets.UTF_8),
                    next.map(codec::encode).orElse(null)));
            producer.commitTransaction();
            log.atDebug()
                    .addKeyValue("model", model)
                    .addKeyValue("written", written.isDone())
                    .log("desired state changed");
            return new Change.Written();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            return new Change.Busy("another change of model '" + model + "' is in progress: " + e.getMessage());
        }
    }

    /** What a writer of that model's state must be allowed to use. */
    public static String transactionalId(Topics topics, String model) {
        return topics.prefix() + "-control-" + model;
    }

    private Producer<byte[], byte[]> producer(String model) {
        Map<String, Object> fixed = new HashMap<>();
        fixed.put("transactional.id", transactionalId(topics, model));
        fixed.put("enable.idempotence", "true");
        fixed.put("acks", "all");
        return new KafkaProducer<>(
                link.producer(
                        Map.of(
                                "transaction.timeout.ms",
                                "15000",
                                "delivery.timeout.ms",
                                "14000",
                                "request.timeout.ms",
                                "10000",
                                "max.block.ms",
                                "15000",
                                "linger.ms",
                                "0"),
                        fixed),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void read(ConsumerRecord<byte[], byte[]> record, BiConsumer<String, Optional<DesiredState>> each) {
        byte @Nullable [] key = record.key();
        if (key == null) {
            return;
        }
        String model = new String(key, StandardCharsets.UTF_8);
        if (record.value() == null) {
            each.accept(model, Optional.empty());
            return;
        }
        String where = record.topic() + "-" + record.partition() + "@" + record.offset();
        if (codec.decode(record.value(), where) instanceof Decoded.Accepted<DesiredState> accepted) {
            each.accept(model, Optional.of(accepted.value()));
        } else {
            log.atWarn().addKeyValue("where", where).log("control record cannot be read and is passed over");
        }
    }
}
