package io.plumbline.inference.deadletter;

import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.deadletter.LetterReader.Range;
import io.plumbline.inference.stream.Wire;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends dead letters to where they came from, each once.
 *
 * <p>Why once. (1) A letter and its mark on the {@link RedriveLog} are written in one transaction. (2) The transactional id
 * is fixed for the pipeline: taking it ends what a crashed redrive left open and fences one that still runs, and only
 * then are the marks read. So nobody can write between the reading and the sending, and of two redrives at once the
 * later goes on.
 *
 * <p>A letter goes to its original partition, so that requests of one key stay in one place; to another topic, by its
 * key. Key, value, time and headers are the original's.
 *
 * <p>Threads: one caller.
 */
public final class Redriver implements AutoCloseable {
    private final RedriveOrder order;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Clock clock;
    private final LetterReader reader;
    private final RedriveLog marks;
    private final Map<Integer, Range> ranges;
    private final Map<String, Integer> partitions = new HashMap<>();

    /**
     * Takes the range of letters: those that are there now.
     *
     * @throws org.apache.kafka.common.KafkaException if the brokers cannot be reached or refuse, or there is no such topic
     */
    public Redriver(KafkaLink link, Topics topics, RedriveOrder order) {
        this(link, topics, order, () -> RedriveBatch.producer(link, topics), Clock.systemUTC());
    }

    Redriver(
            KafkaLink link,
            Topics topics,
            RedriveOrder order,
            Supplier<Producer<byte[], byte[]>> producers,
            Clock clock) {
        this.order = order;
        this.producers = producers;
        this.clock = clock;
        this.marks = new RedriveLog(link, topics);
        this.reader = new LetterReader(link, topics.deadLetters());
        try {
            this.ranges = reader.ranges(order.filter());
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** What becomes of one letter. */
    private enum Fate {
        SEND,
        ALREADY,
        TRUNCATED,
        UNREADABLE
    }

    /** Reads everything and sends nothing. */
    public RedrivePlan plan() {
        Redriven done = redriven();
        Map<Fate, Long> fates = new HashMap<>();
        Map<String, Long> reasons = new TreeMap<>();
        Map<String, Long> targets = new TreeMap<>();
        Set<Position> missing = new TreeSet<>(order.filter().positions());
        reader.read(ranges, order.filter(), letter -> {
            Fate fate = fate(letter, done);
            fates.merge(fate, 1L, Long::sum);
            missing.remove(letter.position());
            if (fate == Fate.SEND) {
                reasons.merge(letter.reason(), 1L, Long::sum);
                letter.original().ifPresent(original -> targets.merge(target(original), 1L, Long::sum));
            }
        });
        marks.describe(targets.keySet())
                .forEach((topic, described) ->
                        partitions.put(topic, described.partitions().size()));
        Set<String> absent = new HashSet<>(targets.keySet());
        absent.removeAll(partitions.keySet());
        return new RedrivePlan(
                fates.getOrDefault(Fate.SEND, 0L),
                fates.getOrDefault(Fate.ALREADY, 0L),
                fates.getOrDefault(Fate.TRUNCATED, 0L),
                fates.getOrDefault(Fate.UNREADABLE, 0L),
                reasons,
                targets,
                missing,
                absent);
    }

    /**
     * Sends what {@link #plan} found, less what another redrive has sent since.
     *
     * @param progress told how many letters are committed, after each transaction
     * @throws org.apache.kafka.common.KafkaException if the brokers fail; what was committed and marked stays so, and a
     *     redrive begun anew goes on there
     */
    public RedriveResult run(LongConsumer progress) {
        marks.create();
        String topicId = marks.topicId();
        try (RedriveBatch batch = new RedriveBatch(producers.get(), order.batch(), progress)) {
            batch.open();
            Redriven done = redriven();
            reader.read(ranges, order.filter(), letter -> {
                if (fate(letter, done) == Fate.SEND) {
                    WireRecord original = letter.original().orElseThrow();
                    int times = done.times(letter.position()) + 1;
                    batch.add(
                            letter.position(),
                            request(letter, original, times),
                            marks.mark(letter.position(), times, target(original), topicId, clock.instant()));
                }
            });
            batch.flush();
            return new RedriveResult.Done(batch.sent(), batch.transactions());
        } catch (RedriveBatch.Ended ended) {
            return ended.result();
        }
    }

    private Redriven redriven() {
        Redriven done = new Redriven(ranges);
        marks.read(done);
        return done;
    }

    private Fate fate(Letter letter, Redriven done) {
        if (letter.content().isEmpty()) {
            return Fate.UNREADABLE;
        }
        if (letter.truncated()) {
            return Fate.TRUNCATED;
        }
        return done.times(letter.position()) > 0 && !order.again() ? Fate.ALREADY : Fate.SEND;
    }

    private String target(WireRecord original) {
        return order.to().orElse(original.topic());
    }

    private ProducerRecord<byte[], byte[]> request(Letter letter, WireRecord original, int times) {
        List<WireHeader> headers = new ArrayList<>();
        for (WireHeader header : original.headers()) {
            if (!header.name().equals(Headers.REDRIVE_COUNT) && !header.name().equals(Headers.REDRIVE_SOURCE)) {
                headers.add(header);
            }
        }
        headers.add(WireHeader.of(Headers.REDRIVE_COUNT, Long.toString(countBefore(original) + times)));
        headers.add(WireHeader.of(Headers.REDRIVE_SOURCE, letter.record().source()));
        ProducerRecord<byte[], byte[]> record = Wire.write(
                target(original),
                new WireMessage(original.key(), original.value(), headers, original.timestampMillis()));
        boolean home = target(original).equals(original.topic())
                && original.partition() < partitions.getOrDefault(original.topic(), 0);
        return new ProducerRecord<>(
                record.topic(),
                home ? original.partition() : null,
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers());
    }

    /** How often the request had been sent again when it became this letter. */
    private static long countBefore(WireRecord original) {
        Optional<String> count = original.header(Headers.REDRIVE_COUNT);
        return count.filter(text -> text.matches("\\d{1,9}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    @Override
    public void close() {
        reader.close();
    }
}
