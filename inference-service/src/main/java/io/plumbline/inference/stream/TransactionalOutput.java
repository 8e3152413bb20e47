package io.plumbline.inference.stream;

import io.plumbline.inference.stream.OutcomeEncoder.Output;
import io.plumbline.inference.telemetry.InferenceMetrics.TransactionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes outputs and the offsets that they answer in one transaction.
 *
 * <p>A transaction begins with the first output that is sent and ends with the commit. When its end is not known, the producer is closed and a new one
 * with the same transactional id is opened, which makes the broker finish or abort what was left; the truth is then in
 * the committed offsets, and nowhere else.
 *
 * <p>Threads: the poll thread.
 */
final class TransactionalOutput implements Publisher {
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final List<Output> written = new ArrayList<>();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private boolean begun;
    private @Nullable Producer<byte[], byte[]> producer;

    TransactionalOutput(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    @Override
    public boolean isOpen() {
        return producer != null;
    }

    /**
     * Makes a producer and takes the transactional id; whatever its last holder left open is resolved when this returns.
     *
     * @throws KafkaException if the brokers cannot be reached or refuse
     */
    @Override
    public void open() {
        Producer<byte[], byte[]> fresh = producers.get();
        try {
            fresh.initTransactions();
        } catch (RuntimeException e) {
            fresh.close(Duration.ZERO);
            throw e;
        }
        producer = fresh;
    }

    @Override
    public Optional<Written> send(List<Output> outputs) {
        if (outputs.isEmpty()) {
            return Optional.empty();
        }
        Producer<byte[], byte[]> open = open(producer);
        try {
            if (!begun) {
                open.beginTransaction();
                begun = true;
            }
            for (Output output : outputs) {
                written.add(output);
                sent.add(open.send(Wire.write(output.topic(), output.message())));
            }
            return Optional.empty();
        } catch (KafkaException | IllegalStateException e) {
            return Optional.of(failed(open, e, false));
        }
    }

    @Override
    public Written commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        Producer<byte[], byte[]> open = open(producer);
        boolean committing = false;
        try {
            open.sendOffsetsToTransaction(offsets, group);
            committing = true;
            open.commitTransaction();
            forget();
            return new Written.Committed();
        } catch (KafkaException | IllegalStateException e) {
            return failed(open, e, committing);
        }
    }

    @Override
    public Optional<Written.Failed> abort() {
        Producer<byte[], byte[]> open = producer;
        if (open == null || !begun) {
            return Optional.empty();
        }
        return abort(open, null) instanceof Written.Failed failed && producer == null
                ? Optional.of(failed)
                : Optional.empty();
    }

    private Written failed(Producer<byte[], byte[]> open, RuntimeException e, boolean committing) {
        if (e instanceof IllegalStateException || needsNewProducer(e)) {
            discard();
            return new Written.Failed(TransactionResult.FENCED, e);
        }
        if (committing && (e instanceof TimeoutException || e instanceof InterruptException)) {
            discard();
            return new Written.Failed(TransactionResult.UNKNOWN, e);
        }
        return abort(open, e);
    }

    private Written abort(Producer<byte[], byte[]> open, @Nullable RuntimeException cause) {
        try {
            open.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            if (cause != null) {
                e.addSuppressed(cause);
            }
            discard();
            return new Written.Failed(TransactionResult.UNKNOWN, e);
        }
        Set<Output> tooLarge = new LinkedHashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            if (Publisher.failedForSize(sent.get(i))) {
                tooLarge.add(written.get(i));
            }
        }
        forget();
        return tooLarge.isEmpty()
                ? new Written.Failed(
                        TransactionResult.ABORTED, cause == null ? new KafkaException("taken back") : cause)
                : new Written.TooLarge(tooLarge);
    }

    private static Producer<byte[], byte[]> open(@Nullable Producer<byte[], byte[]> producer) {
        if (producer == null) {
            throw new IllegalStateException("the producer is not open");
        }
        return producer;
    }

    private void forget() {
        begun = false;
        written.clear();
        sent.clear();
    }

    private static boolean needsNewProducer(Exception e) {
        // ApplicationRecoverable: fenced, epoch too old, id expired (KIP-1050).
        return e instanceof OutOfOrderSequenceException
                || e instanceof UnsupportedVersionException
                || e instanceof AuthorizationException
                || e instanceof ApplicationRecoverableException;
    }

    @Override
    public void settle() {
        // Offsets travel in the transaction of what they answer.
    }

    @Override
    public void forget(Collection<TopicPartition> partitions) {
        // Offsets travel in the transaction of what they answer.
    }

    private void discard() {
        Producer<byte[], byte[]> old = producer;
        producer = null;
        forget();
        if (old != null) {
            old.close(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> old = producer;
        producer = null;
        if (old != null) {
            old.close(Duration.ofSeconds(5));
        }
    }
}
