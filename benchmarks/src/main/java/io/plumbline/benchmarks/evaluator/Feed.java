package io.plumbline.benchmarks.evaluator;

import io.plumbline.benchmarks.race.BrokerProcess;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.contracts.event.WireMessage;
import io.plumbline.inference.stream.Wire;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills the topics of some {@link Pairs} before anybody reads them. */
final class Feed {
    /** A label comes so many ids after its prediction, or a tenth of all ids if those are few. */
    private static final long LABEL_LAG = 10_000;

    private Feed() {}

    /**
     * Creates the topics and writes ids 0 to {@code count} − 1: every version's prediction, and later the label.
     *
     * @throws IllegalStateException if not every record arrived
     */
    static void fill(BrokerProcess broker, Pairs pairs, long count) {
        broker.create(PlumblineTopics.all(pairs.topics().prefix(), pairs.partitions()));
        Pairs.Source source = pairs.new Source();
        long lag = Math.min(LABEL_LAG, count / 10);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "linger.ms",
                        "20",
                        "batch.size",
                        "262144",
                        "acks",
                        "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            send(producer, pairs.topics().control(), pairs.control());
            for (long number = 0; number < count + lag; number++) {
                for (int version = 0; version < pairs.versions() && number < count; version++) {
                    send(producer, pairs.topics().predictions(), source.prediction(number, version));
                }
                if (number >= lag) {
                    send(producer, pairs.topics().labels(), source.label(number - lag));
                }
            }
        }
        expect(broker, pairs, pairs.topics().predictions(), count * pairs.versions());
        expect(broker, pairs, pairs.topics().labels(), count);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, WireMessage message) {
        // What does not arrive is missed at the end.
        var unused = producer.send(Wire.write(topic, message));
    }

    private static void expect(BrokerProcess broker, Pairs pairs, String topic, long count) {
        long found = ends(broker, pairs, topic);
        if (found != count) {
            throw new IllegalStateException(topic + " holds " + found + " records, expected " + count);
        }
    }

    private static long ends(BrokerProcess broker, Pairs pairs, String topic) {
        return broker
                .ends(BrokerProcess.partitions(topic, pairs.partitions()), IsolationLevel.READ_UNCOMMITTED)
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The topics that a group must have behind it before every pair was joined. */
    static List<String> inputs(Pairs pairs) {
        return List.of(pairs.topics().predictions(), pairs.topics().labels());
    }
}
