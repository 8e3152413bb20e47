package io.plumbline.evaluator.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.contracts.kafka.TailReader;
import io.plumbline.evaluator.compare.PairKey;
import io.plumbline.evaluator.compare.PairTally;
import io.plumbline.evaluator.tally.CommittedTallies;
import io.plumbline.evaluator.tally.PairEvaluation;
import io.plumbline.evaluator.tally.Published;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Reads the pairs of versions from the evaluations topic, for a command: to the topic's end, and on if asked.
 *
 * <p>Threads: one at a time.
 */
public final class PairReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** In the key of every record of a pair; other records are not even parsed. */
    private static final String MARK = "/pair/";

    private final TailReader reader;
    private final CommittedTallies committed = new CommittedTallies();

    public PairReader(KafkaLink link, Topics topics) {
        reader = new TailReader(link, topics.evaluations());
    }

    /**
     * The pairs over all partitions as of the last commits, having read at least to the end that the topic had at the first call.
     *
     * @throws IOException if the brokers cannot be reached, or there is no such topic
     */
    public Map<PairKey, PairTally> read() throws IOException {
        try {
            while (!reader.caughtUp()) {
                take(POLL);
            }
            return committed.mergedPairs();
        } catch (KafkaException e) {
            throw new IOException("evaluations cannot be read: " + e.getMessage(), e);
        }
    }

    /** Waits up to {@code limit} for more records, and takes them. */
    public void follow(Duration limit) throws IOException {
        try {
            take(limit);
        } catch (KafkaException e) {
            throw new IOException("evaluations cannot be read: " + e.getMessage(), e);
        }
    }

    private void take(Duration limit) throws IOException {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(limit)) {
            if (record.key() == null) {
                continue;
            }
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (!key.contains(MARK)) {
                continue;
            }
            if (record.value() == null) {
                committed.remove(record.partition(), key);
                continue;
            }
            try {
                if (Published.read(record.value()) instanceof PairEvaluation pair) {
                    committed.put(pair);
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "record " + record.topic() + "-" + record.partition() + "@" + record.offset()
                                + " cannot be read: " + e.getMessage(),
                        e);
            }
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
