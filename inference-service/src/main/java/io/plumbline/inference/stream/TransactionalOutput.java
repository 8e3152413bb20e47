package io.plumbline.inference.stream;

import io.plumbline.inference.stream.OutcomeEncoder.Output;
import io.plumbline.inference.telemetry.InferenceMetrics.TransactionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
 * <p>A transaction never stays open between two calls. When its end is not known, the producer is closed and a new one
 * with the same transactional id is opened, which makes the broker finish or abort what was left; the truth is then in
 * the committed offsets, and nowhere else.
 *
 * <p>Threads: the poll thread.
 */
final class TransactionalOutput implements Publisher {
    private final Supplier<Producer<byte[], byte[]>> producers;
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
    public Written write(
            List<Output> outputs, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new IllegalStateException("the producer is not open");
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>(outputs.size());
        boolean committing = false;
        try {
            open.beginTransaction();
            for (Output output : outputs) {
                sent.add(open.send(Wire.write(output.topic(), output.message())));
            }
            open.sendOffsetsToTransaction(offsets, group);
            committing = true;
            open.commitTransaction();
            return new Written.Committed();
        } catch (KafkaException | IllegalStateException e) {
            if (e instanceof IllegalStateException || needsNewProducer(e)) {
                discard();
                return new Written.Failed(TransactionResult.FENCED, e);
            }
            if (committing && (e instanceof TimeoutException || e instanceof InterruptException)) {
                discard();
                return new Written.Failed(TransactionResult.UNKNOWN, e);
            }
            return abort(open, outputs, sent, e);
        }
    }

    private Written abort(
            Producer<byte[], byte[]> open, List<Output> outputs, List<Future<RecordMetadata>> sent, Exception cause) {
        try {
            open.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            e.addSuppressed(cause);
            discard();
            return new Written.Failed(TransactionResult.UNKNOWN, e);
        }
        Set<Output> tooLarge = new LinkedHashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            if (Publisher.failedForSize(sent.get(i))) {
                tooLarge.add(outputs.get(i));
            }
        }
        return tooLarge.isEmpty()
                ? new Written.Failed(TransactionResult.ABORTED, cause)
                : new Written.TooLarge(tooLarge);
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
