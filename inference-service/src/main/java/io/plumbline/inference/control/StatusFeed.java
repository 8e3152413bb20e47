package io.plumbline.inference.control;

import io.plumbline.contracts.codec.InstanceStatusCodec;
import io.plumbline.contracts.control.InstanceStatus;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.contracts.kafka.TailReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The newest report of every instance, as an operator reads it from the status topic.
 *
 * <p>An instance repeats its reports every {@link StatusBoard#HEARTBEAT} and withdraws them when it stops in order; one
 * that has been silent for {@link #STALE_AFTER} is taken for dead.
 */
public final class StatusFeed implements AutoCloseable {
    public static final Duration STALE_AFTER = StatusBoard.HEARTBEAT.multipliedBy(3);

    private final TailReader reader;
    private final Clock clock;
    private final InstanceStatusCodec codec = new InstanceStatusCodec();
    private final Map<String, Report> newest = new TreeMap<>();

    /**
     * One instance's newest word on one model.
     *
     * @param at when it was written
     * @param stale whether the instance has been silent for too long since
     */
    public record Report(InstanceStatus status, Instant at, boolean stale) {}

    public StatusFeed(KafkaLink link, Topics topics, Clock clock) {
        this.reader = new TailReader(link, topics.status());
        this.clock = clock;
    }

    /** Everything the topic holds now. */
    public List<Report> readToEnd() {
        do {
            poll(Duration.ofMillis(100));
        } while (!reader.caughtUp());
        return reports();
    }

    /** What was known, and what comes within {@code timeout}. */
    public List<Report> poll(Duration timeout) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(timeout)) {
            if (record.key() == null) {
                continue;
            }
            String key = new String(record.key(), StandardCharsets.UTF_8);
            String where = record.topic() + "-" + record.partition() + "@" + record.offset();
            if (record.value() == null) {
                newest.remove(key);
            } else if (codec.decode(record.value(), where) instanceof Decoded.Accepted<InstanceStatus> accepted) {
                newest.put(key, new Report(accepted.value(), Instant.ofEpochMilli(record.timestamp()), false));
            }
        }
        return reports();
    }

    private List<Report> reports() {
        Instant oldest = clock.instant().minus(STALE_AFTER);
        return newest.values().stream()
                .map(report ->
                        new Report(report.status(), report.at(), report.at().isBefore(oldest)))
                .toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}
