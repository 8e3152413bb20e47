package io.plumbline.inference.stream;

import io.plumbline.inference.stream.OutcomeEncoder.Output;
import io.plumbline.inference.telemetry.InferenceMetrics.TransactionResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Writes outputs and says that the offsets they answer are done.
 *
 * <p>Threads: the poll thread.
 */
interface Publisher extends AutoCloseable {
    /** How a write ended. */
    sealed interface Written {
        record Committed() implements Written {}

        /** These records were refused for their size; nothing of this write counts, and nothing else is wrong. */
        record TooLarge(Set<Output> outputs) implements Written {}

        /** Nothing may be taken as written: go back to the committed offsets. */
        record Failed(TransactionResult result, Exception cause) implements Written {}
    }

    boolean isOpen();

    /**
     * Makes a producer.
     *
     * @throws KafkaException if the brokers cannot be reached or refuse
     */
    void open();

    /**
     * Sends outputs that the next {@link #commit} answers for, without waiting for the brokers.
     *
     * @return what went wrong, if so; then nothing that was sent since the last commit counts
     */
    Optional<Written> send(List<Output> outputs);

    /** Makes everything that was sent since the last commit count, and the offsets that it answers. */
    Written commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group);

    /**
     * Takes back what was sent since the last commit, where that can be done.
     *
     * @return why it could not be, if so; then the producer was closed
     */
    Optional<Written.Failed> abort();

    /** Commits offsets that were put off for long enough; called at every turn, and returns at once. */
    void tend();

    /** Commits now whatever offsets {@link #commit} put off; called before partitions are given up or rewound. */
    void settle();

    /** Forgets offsets of partitions that are not ours any more. */
    void forget(Collection<TopicPartition> partitions);

    @Override
    void close();

    /** Whether a record that was sent is known to have been refused for its size. */
    static boolean failedForSize(Future<RecordMetadata> sent) {
        if (!sent.isDone()) {
            return false;
        }
        try {
            sent.get();
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof RecordTooLargeException;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
