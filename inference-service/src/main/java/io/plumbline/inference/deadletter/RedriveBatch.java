package io.plumbline.inference.deadletter;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Gathers letters and their marks and writes them in transactions of limited size.
 *
 * <p>A transaction begins and ends within one {@link #flush}: while one is open, whoever reads the requests' committed
 * records waits, and the next letter may be far away.
 */
final class RedriveBatch implements AutoCloseable {
    /** A transaction is ended early when its values come to so much. */
    private static final long MAX_BYTES = 8 << 20;

    private final Producer<byte[], byte[]> producer;
    private final int maxLetters;
    private final LongConsumer progress;
    private final List<Entry> pending = new ArrayList<>();
    private long pendingBytes;
    private long sent;
    private long transactions;

    private record Entry(
            Position position, ProducerRecord<byte[], byte[]> request, ProducerRecord<byte[], byte[]> mark) {}

    /** Ends the reading when nothing more can be sent. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient RedriveResult result;

        private Ended(RedriveResult result, Throwable cause) {
            super(result.toString(), cause);
            this.result = result;
        }

        RedriveResult result() {
            return result;
        }
    }

    RedriveBatch(Producer<byte[], byte[]> producer, int maxLetters, LongConsumer progress) {
        this.producer = producer;
        this.maxLetters = maxLetters;
        this.progress = progress;
    }

    /** The transactional id is the pipeline's: one redrive at a time. */
    static Producer<byte[], byte[]> producer(KafkaLink link, Topics topics) {
        return new KafkaProducer<>(
                link.producer(
                        Map.of(
                                "transaction.timeout.ms",
                                "20000",
                                "delivery.timeout.ms",
                                "12000",
                                "request.timeout.ms",
                                "8000",
                                "max.block.ms",
                                "15000",
                                "linger.ms",
                                "5",
                                // The broker's limit is the one that counts: it took these bytes before.
                                "max.request.size",
                                "104857600",
                                "buffer.memory",
                                "134217728"),
                        Map.of(
                                "transactional.id",
                                topics.prefix() + "-redrive",
                                "enable.idempotence",
                                "true",
                                "acks",
                                "all")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Takes the transactional id; what its last holder left open is ended when this returns. */
    void open() {
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            throw ended(e);
        }
    }

    void add(Position position, ProducerRecord<byte[], byte[]> request, ProducerRecord<byte[], byte[]> mark) {
        pending.add(new Entry(position, request, mark));
        byte[] value = request.value();
        pendingBytes += value == null ? 0 : value.length;
        if (pending.size() >= maxLetters || pendingBytes >= MAX_BYTES) {
            flush();
        }
    }

    /** Sends and commits what is pending. */
    void flush() {
        if (pending.isEmpty()) {
            return;
        }
        Map<Position, Future<RecordMetadata>> requests = new LinkedHashMap<>();
        List<Future<RecordMetadata>> marks = new ArrayList<>();
        boolean committing = false;
        try {
            producer.beginTransaction();
            for (Entry entry : pending) {
                requests.put(entry.position(), producer.send(entry.request()));
                marks.add(producer.send(entry.mark()));
            }
            committing = true;
            producer.commitTransaction();
        } catch (KafkaException e) {
            // A commit that got no answer may still happen: it can neither be aborted nor be taken as done.
            if (!(committing && e instanceof TimeoutException)) {
                abort(e);
            }
            throw refused(requests)
                    .<RuntimeException>map(result -> new Ended(result, e))
                    .orElseGet(() -> ended(e));
        }
        if (!marks.stream().allMatch(Future::isDone)) {
            throw new IllegalStateException("a transaction was committed before its records were");
        }
        sent += pending.size();
        transactions++;
        pending.clear();
        pendingBytes = 0;
        progress.accept(sent);
    }

    long sent() {
        return sent;
    }

    long transactions() {
        return transactions;
    }

    private RuntimeException ended(KafkaException failure) {
        return fenced(failure)
                ? new Ended(new RedriveResult.Busy(sent, "another redrive took over: " + failure.getMessage()), failure)
                : failure;
    }

    private void abort(KafkaException failure) {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            failure.addSuppressed(e);
        }
    }

    private Optional<RedriveResult> refused(Map<Position, Future<RecordMetadata>> requests) {
        for (Map.Entry<Position, Future<RecordMetadata>> one : requests.entrySet()) {
            Optional<String> reason = tooLarge(one.getValue());
            if (reason.isPresent()) {
                return Optional.of(new RedriveResult.Refused(sent, one.getKey(), reason.get()));
            }
        }
        return Optional.empty();
    }

    private static boolean fenced(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> tooLarge(Future<RecordMetadata> sent) {
        if (!sent.isDone()) {
            return Optional.empty();
        }
        try {
            sent.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return e.getCause() instanceof RecordTooLargeException tooLarge
                    ? Optional.of(String.valueOf(tooLarge.getMessage()))
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
