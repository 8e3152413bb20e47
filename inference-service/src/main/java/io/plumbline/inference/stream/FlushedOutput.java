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
    public Written write(
            List<Output> outputs, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            throw new IllegalStateException("the producer is not open");
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>(outputs.size());
        try {
            for (Output output : outputs) {
                sent.add(open.send(Wire.write(output.topic(), output.message())));
            }
            open.flush();
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        } catch (ExecutionException | KafkaException | IllegalStateException e) {
            return failed(outputs, sent, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(outputs, sent, e);
        }
        uncommitted.putAll(offsets);
        if (System.nanoTime() - committedNanos >= commitInterval.toNanos()) {
            commitLater();
        }
        return new Written.Committed();
    }

    private Written failed(List<Output> outputs, List<Future<RecordMetadata>> sent, Exception e) {
        Set<Output> tooLarge = new LinkedHashSet<>();
        for (int i = 0; i < sent.size(); i++) {
            if (Publisher.failedForSize(sent.get(i))) {
                tooLarge.add(outputs.get(i));
            }
        }
        if (!tooLarge.isEmpty()) {
            return new Written.TooLarge(tooLarge);
        }
        Exception cause = e instanceof ExecutionException && e.getCause() instanceof Exception inner ? inner : e;
        close(Duration.ZERO);
        return new Written.Failed(TransactionResult.ABORTED, cause);
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
        } catch (KafkaException e) {
            log.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("offsets not committed; what was answered since the last commit will be answered again");
        }
        uncommitted.clear();
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
        if (old != null) {
            old.close(patience);
        }
    }
}
