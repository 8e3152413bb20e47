package io.plumbline.evaluator.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.evaluator.compare.ComparisonConfig;
import io.plumbline.evaluator.drift.DriftConfig;
import io.plumbline.evaluator.join.Horizons;
import io.plumbline.evaluator.tally.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/**
 * How one evaluator process runs.
 *
 * @param applicationId all instances that share it share the work; also names their group and changelog topics
 * @param instance with a name, the instance keeps its partitions over a quick restart; "" for none. Unique per process
 * @param stateDirectory of this process alone
 * @param inMemory stores on the heap instead of in RocksDB
 * @param commitInterval how often a transaction commits, and so how long a record may take to be seen in the metrics
 * @param standbys copies of the state on other instances, kept up to date
 * @param comparison of versions, and what the gate makes of it
 * @param kafka passed through to every Kafka client
 */
public record EvaluatorConfig(
        String bootstrapServers,
        Topics topics,
        String applicationId,
        String instance,
        Path stateDirectory,
        boolean inMemory,
        Duration commitInterval,
        Horizons horizons,
        Windows windows,
        int standbys,
        ComparisonConfig comparison,
        Map<String, String> kafka,
        DriftConfig drift) {
    /** A member that was killed leaves its partitions to others after this long. */
    private static final String SESSION_TIMEOUT_MILLIS = "10000";

    /** A tally of many classes is larger than the 1 MiB that producer and topics take by default. */
    static final String MAX_TALLY_BYTES = "16777216";

    private static final String BATCH_BYTES = "262144";

    private static final long SHORTEST_TRANSACTION_TIMEOUT_MILLIS = 10_000;

    /** With the usual comparisons; watches nothing for drift. */
    public EvaluatorConfig(
            String bootstrapServers,
            Topics topics,
            String applicationId,
            String instance,
            Path stateDirectory,
            boolean inMemory,
            Duration commitInterval,
            Horizons horizons,
            Windows windows,
            int standbys,
            Map<String, String> kafka) {
        this(
                bootstrapServers,
                topics,
                applicationId,
                instance,
                stateDirectory,
                inMemory,
                commitInterval,
                horizons,
                windows,
                standbys,
                ComparisonConfig.USUAL,
                kafka,
                DriftConfig.off());
    }

    public EvaluatorConfig {
        kafka = Map.copyOf(kafka);
        if (commitInterval.toMillis() < 1) {
            throw new IllegalArgumentException("commit.interval is " + commitInterval + ", expected at least 1ms");
        }
    }

    TopologyConfig topology() {
        return new TopologyConfig(topics, horizons, windows, inMemory, commitInterval, comparison, drift);
    }

    Properties streams() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MILLIS);
        if (!instance.isEmpty()) {
            properties.put(StreamsConfig.consumerPrefix(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG), instance);
        }
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, Integer.toString(standbys));
        // A row is some hundred bytes: batches of the usual 16 KiB would wake the sender for every sixty.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        properties.putAll(kafka);
        // After what was passed through: exactness is not an option.
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndFailProcessingExceptionHandler.class.getName());
        properties.put(
                StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
                DefaultProductionExceptionHandler.class.getName());
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_TALLY_BYTES);
        properties.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), MAX_TALLY_BYTES);
        // Streams asks that a transaction may outlast the interval between commits.
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                Long.toString(Math.max(SHORTEST_TRANSACTION_TIMEOUT_MILLIS, 2 * commitInterval.toMillis())));
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Long.toString(commitInterval.toMillis()));
        return properties;
    }

    /** For a reader of what was committed. */
    public Map<String, Object> consumer() {
        Map<String, Object> properties = passedThrough(ConsumerConfig.configNames());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return properties;
    }

    Map<String, Object> admin() {
        Map<String, Object> properties = passedThrough(AdminClientConfig.configNames());
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
        return properties;
    }

    private Map<String, Object> passedThrough(Set<String> known) {
        Map<String, Object> properties = new HashMap<>();
        kafka.forEach((key, value) -> {
            if (known.contains(key)) {
                properties.put(key, value);
            }
        });
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return properties;
    }
}
