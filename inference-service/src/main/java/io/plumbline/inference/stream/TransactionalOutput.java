package io.plumbline.inference.stream;

import io.plumbline.inference.stream.OutcomeEncoder.Output;
import io.plumbline.inference.telemetry.InferenceMetrics.TransactionResult;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
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
    /** The output that was refused for its size first; written by the client's thread. */
    private AtomicReference<@Nullable Output> refused = new AtomicReference<>();

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
                AtomicReference<@Nullable Output> refusal = refused;
                open.send(Wire.write(output.topic(), output.message()), (metadata, failure) -> {
                    if (failure instanceof RecordTooLargeException) {
                        refusal.compareAndSet(null, output);
                    }
                });
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

    /**
     * Ends the transaction without effect. Of the records that failed for their size only the first is known to be too
     * large: with it the client fails every record that it still holds, whatever its size, for the same reason.
     */
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
        Output tooLarge = refused.get();
        forget();
        return tooLarge == null
                ? new Written.Failed(
                        TransactionResult.ABORTED, cause == null ? new KafkaException("taken back") : cause)
                : new Written.TooLarge(Set.of(tooLarge));
    }

    private static Producer<byte[], byte[]> open(@Nullable Producer<byte[], byte[]> producer) {
        if (producer == null) {
            throw new IllegalStateException("the producer is not open");
        }
        return producer;
    }

    private void forget() {
        begun = false;
        refused = new AtomicReference<>();
    }

    private static boolean needsNewProducer(Exception e) {
        // ApplicationRecoverable: fenced, epoch too old, id expired (KIP-1050).
        return e instanceof OutOfOrderSequenceException
                || e instanceof UnsupportedVersionException
                || e instanceof AuthorizationException
                || e instanceof ApplicationRecoverableException;
    }

    @Override
    public void tend() {
        // Offsets travel in the transaction of what they answer.
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
