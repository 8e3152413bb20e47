package io.plumbline.inference.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.broker.TopicReader;
import io.plumbline.broker.Transactions;
import io.plumbline.contracts.event.Topics;
import io.plumbline.inference.testing.Bench;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * Asks, and tells whether exactly what was asked was answered: in predictions and dead letters together every request once,
 * in the order of its partition, and the same to one who read along as to one who reads at the end.
 *
 * <p>A request is known by the place that the brokers acknowledged, which both kinds of answers name; so a record that
 * nobody could read is checked like any other.
 *
 * <p>Threads: any may ask; one awaits and verifies.
 */
final class DeliveryCheck implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String servers;
    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Witness witness;
    private final Map<String, String> keyBySource = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<Exception> refused = new AtomicReference<>();

    /**
     * What was found.
     *
     * @param duplicates answers beyond the first of a request; 0 under {@link Guarantee#EXACTLY_ONCE}
     */
    record Found(int predictions, int deadLetters, int duplicates) {}

    DeliveryCheck(String servers, Topics topics) {
        this.servers = servers;
        this.topics = topics;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "linger.ms", "0", "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.witness = new Witness(servers, topics);
    }

    /** Sends requests {@code r0, r1, …} to the model {@code tiny}; a second call goes on where the first ended. */
    void ask(int count) {
        for (int i = 0; i < count; i++) {
            int number = asked.get();
            ask("r" + number, Bench.request("tiny", "r" + number, number));
        }
        producer.flush();
    }

    /** Sends any record; {@link #flush} waits until it is acknowledged. */
    void ask(String key, String value) {
        ask(Optional.empty(), key, value, List.of());
    }

    void ask(int partition, String key, String value) {
        ask(Optional.of(partition), key, value, List.of());
    }

    void ask(String key, String value, String headerName, String headerValue) {
        ask(
                Optional.empty(),
                key,
                value,
                List.of(new RecordHeader(headerName, headerValue.getBytes(StandardCharsets.UTF_8))));
    }

    private void ask(Optional<Integer> partition, String key, String value, List<Header> headers) {
        asked.incrementAndGet();
        producer.send(
                new ProducerRecord<>(
                        topics.requests(),
                        partition.orElse(null),
                        key.getBytes(StandardCharsets.UTF_8),
                        value.getBytes(StandardCharsets.UTF_8),
                        headers),
                (written, failure) -> {
                    if (failure == null) {
                        keyBySource.put(written.partition() + "@" + written.offset(), key);
                    } else {
                        refused.set(failure);
                    }
                });
    }

    void flush() {
        producer.flush();
    }

    /** Takes requests out of what must be answered: they were deleted before anyone could read them. */
    void forget(int partition, long fromOffset, long toOffset) {
        for (long offset = fromOffset; offset < toOffset; offset++) {
            keyBySource.remove(partition + "@" + offset);
        }
    }

    int asked() {
        return keyBySource.size();
    }

    int answered() {
        return witness.answered();
    }

    void awaitAnswered() {
        awaitAnswered(PATIENCE);
    }

    /** Waits until whoever reads along has seen every request end, and the group has nothing left to read. */
    void awaitAnswered(Duration patience) {
        producer.flush();
        Awaitility.await("answers to " + keyBySource.size() + " requests")
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> witness.answered() >= keyBySource.size());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            Awaitility.await("committed offsets at the requests' end")
                    .atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> nothingLeft(admin));
        }
    }

    private boolean nothingLeft(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                        Map.of(topics.prefix(), new ListConsumerGroupOffsetsSpec()),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(topics.prefix())
                .get();
        Map<TopicPartition, Long> next = new HashMap<>();
        keyBySource.keySet().forEach(source -> {
            String[] place = source.split("@");
            next.merge(
                    new TopicPartition(topics.requests(), Integer.parseInt(place[0])),
                    Long.parseLong(place[1]) + 1,
                    Math::max);
        });
        return next.entrySet().stream()
                .allMatch(end -> committed.containsKey(end.getKey())
                        && committed.get(end.getKey()).offset() >= end.getValue());
    }

    /**
     * Fails unless the promise was kept. Nothing may be written any more, or the two readers see different ends; what was
     * just committed may still be on its way to them.
     */
    Found verify(Guarantee guarantee) {
        assertThat(refused.get()).as("requests refused").isNull();
        new Transactions(servers).awaitEnded(topics.prefix() + "-");
        List<Ending> predictions = read(topics.predictions());
        List<Ending> letters = read(topics.deadLetters());
        List<Ending> all =
                Stream.of(predictions, letters).flatMap(Collection::stream).toList();
        Awaitility.await("the concurrent reader sees what is there at the end")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> byPlace(witness.seen()).equals(byPlace(all)));

        int duplicates = assertAllAnswered(all, guarantee);
        assertInOrder(all);
        if (guarantee == Guarantee.EXACTLY_ONCE) {
            assertNoTransactionIsOpen();
        }
        return new Found(predictions.size(), letters.size(), duplicates);
    }

    private List<Ending> read(String topic) {
        return new TopicReader(servers)
                .readAll(topic).stream()
                        .map(Ending::of)
                        .flatMap(Optional::stream)
                        .toList();
    }

    private static Map<String, List<Ending>> byPlace(List<Ending> endings) {
        Map<String, List<Ending>> byPlace = new TreeMap<>();
        endings.forEach(ending -> byPlace.computeIfAbsent(ending.place(), place -> new ArrayList<>())
                .add(ending));
        return byPlace;
    }

    private int assertAllAnswered(List<Ending> all, Guarantee guarantee) {
        Set<String> answered = new HashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        int duplicates = 0;
        for (Ending ending : all) {
            if (!answered.add(ending.source())) {
                twice.add(ending.source());
                duplicates++;
            }
            assertThat(ending.key())
                    .as("key of the answer to %s", ending.source())
                    .isEqualTo(keyBySource.get(ending.source()));
        }
        Set<String> lost = new HashSet<>(keyBySource.keySet());
        lost.removeAll(answered);
        assertThat(lost).as("requests lost").isEmpty();
        assertThat(answered).as("requests answered").hasSize(keyBySource.size());
        if (guarantee == Guarantee.EXACTLY_ONCE) {
            assertThat(twice).as("requests answered twice").isEmpty();
        }
        return duplicates;
    }

    /** Within one partition of the answers, those to one partition of the requests come in that one's order. */
    private static void assertInOrder(List<Ending> all) {
        Map<String, Long> last = new HashMap<>();
        Set<String> first = new HashSet<>();
        for (Ending ending : all) {
            if (first.add(ending.source())) {
                String stream = ending.place() + " of " + ending.sourcePartition();
                assertThat(ending.sourceOffset())
                        .as("offset answered next in %s", stream)
                        .isGreaterThan(last.getOrDefault(stream, -1L));
                last.put(stream, ending.sourceOffset());
            }
        }
    }

    /** One that stays open would hide all later answers from read_committed consumers. */
    private void assertNoTransactionIsOpen() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            Collection<TransactionListing> open = admin.listTransactions(new ListTransactionsOptions()
                            .filterStates(Set.of(
                                    TransactionState.ONGOING,
                                    TransactionState.PREPARE_COMMIT,
                                    TransactionState.PREPARE_ABORT)))
                    .all()
                    .get();
            assertThat(open.stream().filter(listing -> listing.transactionalId().startsWith(topics.prefix() + "-")))
                    .as("open transactions")
                    .isEmpty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("transactions cannot be listed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        producer.close();
        witness.close();
    }
}
