package io.plumbline.benchmarks.evaluator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.contracts.event.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a user of Kafka Streams writes: {@code predictions.leftJoin(labels, verdict, window).to(joined)}, exactly once.
 *
 * <p>The verdict is {@code version TAB right|wrong|unlabelled}: all it takes from the JSON is the version, the announced
 * class and the label. It keeps no probabilities and no counts, knows neither corrections nor retractions, and counts a
 * duplicate twice.
 */
final class DslJoin {
    /** The evaluator's {@code join.horizon}. */
    private static final Duration WINDOW = Duration.ofDays(7);

    /** The evaluator's {@code label.early.horizon}. */
    private static final Duration GRACE = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(DslJoin.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Setup setup;
    private final boolean parsedFirst;

    /** @param parsedFirst whether the streams are reduced to what the verdict needs before they are joined */
    DslJoin(Setup setup, boolean parsedFirst) {
        this.setup = setup;
        this.parsedFirst = parsedFirst;
    }

    /** Joins until the process is ended. */
    void run() throws InterruptedException {
        try (KafkaStreams streams = new KafkaStreams(topology(), properties())) {
            streams.setUncaughtExceptionHandler(error -> {
                LOG.atError().setCause(error).log("the join failed");
                // Its end is the run's end.
                Runtime.getRuntime().halt(1);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            new CountDownLatch(1).await();
        }
    }

    Topology topology() {
        Topics topics = new Topics(setup.prefix());
        StreamsBuilder builder = new StreamsBuilder();
        KStream<byte[], byte[]> predictions = stream(builder, topics.predictions());
        KStream<byte[], byte[]> labels = stream(builder, topics.labels());
        JoinWindows window = JoinWindows.ofTimeDifferenceAndGrace(WINDOW, GRACE);
        KStream<byte[], byte[]> joined;
        if (parsedFirst) {
            StreamJoined<byte[], String, String> strings =
                    StreamJoined.with(Serdes.ByteArray(), Serdes.String(), Serdes.String());
            joined = predictions
                    .mapValues(DslJoin::versionAndClass)
                    .leftJoin(labels.mapValues(DslJoin::label), DslJoin::verdict, window, strings);
        } else {
            joined = predictions.leftJoin(
                    labels,
                    (prediction, label) -> verdict(versionAndClass(prediction), label == null ? null : label(label)),
                    window,
                    StreamJoined.with(Serdes.ByteArray(), Serdes.ByteArray(), Serdes.ByteArray()));
        }
        joined.to(setup.joinedTopic(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        return builder.build();
    }

    private static KStream<byte[], byte[]> stream(StreamsBuilder builder, String topic) {
        Serde<byte[]> bytes = Serdes.ByteArray();
        return builder.stream(topic, Consumed.with(bytes, bytes));
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, setup.bootstrapServers());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, setup.application());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, setup.stateDirectory().toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, setup.threads());
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, setup.commitMillis());
        properties.put("auto.offset.reset", "earliest");
        if (setup.inMemory()) {
            properties.put(
                    StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                    BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
        }
        return properties;
    }

    private static String versionAndClass(byte[] prediction) {
        JsonNode body = parse(prediction);
        return body.path("model_version").textValue()
                + '\t'
                + body.path("parameters").path("label").textValue();
    }

    private static String label(byte[] label) {
        return parse(label).path("label").textValue();
    }

    private static byte[] verdict(String versionAndClass, @Nullable String label) {
        int tab = versionAndClass.indexOf('\t');
        String verdict =
                label == null ? "unlabelled" : label.equals(versionAndClass.substring(tab + 1)) ? "right" : "wrong";
        return (versionAndClass.substring(0, tab + 1) + verdict).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + new String(json, StandardCharsets.UTF_8), e);
        }
    }
}
