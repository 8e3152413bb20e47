package io.plumbline.inference.stream;

import io.plumbline.inference.stream.OutcomeEncoder.Output;
import io.plumbline.inference.telemetry.InferenceMetrics.TransactionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At least once: outputs are written and acknowledged first, their offsets committed a little later, so a crash between
 * the two repeats some and loses none.
 *
 * <p>Threads: the poll thread.
 */
final class FlushedOutput implements Publisher {
    private static final Logger log = LoggerFactory.getLogger(FlushedOutput.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Duration commitInterval;
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    private final List<Output> written = new ArrayList<>();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private @Nullable Producer<byte[], byte[]> producer;
    private long committedNanos = System.nanoTime();

    FlushedOutput(
            Consumer<byte[], byte[]> consumer, Supplier<Producer<byte[], byte[]>> producers, Duration commitInterval) {
        this.consumer = consumer;
        this.producers = producers;
        this.commitInterval = commitInterval;
    }

    @Override
    public boolean isOpen() {
        return producer != null;
    }

    @Override
    public void open() {
        producer = producers.get();
    }

    @Override
    public Optional<Written> send(List<Output> outputs) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new IllegalStateException("the producer is not open");
        }
        try {
            for (Output output : outputs) {
                written.add(output);
                sent.add(open.send(Wire.write(output.topic(), output.message())));
            }
            return Optional.empty();
        } catch (KafkaException | IllegalStateException e) {
            return Optional.of(failed(e));
        }
    }

    @Override
    public Written commit(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new IllegalStateException("the producer is not open");
        }
        try {
            open.flush();
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        } catch (ExecutionException e) {
            return failed(e.getCause() instanceof Exception cause ? cause : e);
        } catch (KafkaException | IllegalStateException e) {
            return failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(e);
        }
        forget();
        uncommitted.putAll(offsets);
        return new Written.Committed();
    }

    /** Not only after a write: what was answered last would be answered again after a crash on any later day. */
    @Override
    public void tend() {
        if (!uncommitted.isEmpty() && System.nanoTime() - committedNanos >= commitInterval.toNanos()) {
            commitLater();
        }
    }

    /** What was sent cannot be taken back; it is answered again, which this delivery allows. */
    @Override
    public Optional<Written.Failed> abort() {
        forget();
        return Optional.empty();
    }

    private void forget() {
        written.clear();
        sent.clear();
    }

    private Written failed(Exception cause) {
        Set<Output> tooLarge = new LinkedHashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            if (Publisher.failedForSize(sent.get(i))) {
                tooLarge.add(written.get(i));
            }
        }
        if (tooLarge.isEmpty()) {
            close(Duration.ZERO);
            return new Written.Failed(TransactionResult.ABORTED, cause);
        }
        forget();
        return new Written.TooLarge(tooLarge);
    }

    private void commitLater() {
        committedNanos = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.copyOf(uncommitted);
        consumer.commitAsync(offsets, (committed, e) -> {
            if (e == null) {
                offsets.forEach(uncommitted::remove);
            } else {
                log.atInfo().addKeyValue("error", e.toString()).log("offsets not committed, tried again later");
            }
        });
    }

    @Override
    public void settle() {
        if (uncommitted.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(uncommitted);
            uncommitted.clear();
        } catch (KafkaException e) {
            log.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("offsets not committed; what was answered since the last commit may be answered again");
        }
    }

    @Override
    public void forget(Collection<TopicPartition> partitions) {
        uncommitted.keySet().removeAll(partitions);
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(5));
    }

    private void close(Duration patience) {
        Producer<byte[], byte[]> old = producer;
        producer = null;
        forget();
        if (old != null) {
            old.close(patience);
        }
    }
}
