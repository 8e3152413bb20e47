package io.plumbline.benchmarks.inference;

import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * What a user of Kafka Streams writes: {@code stream(requests).mapValues(predict).to(predictions)}.
 *
 * <p>Streams' defaults: one thread, at least once. A mapper of values sees no headers and writes none: it is told the
 * encoding, and the request's headers stay on the record.
 */
final class StreamsTopology {
    private final SideArguments arguments;

    StreamsTopology(SideArguments arguments) {
        this.arguments = arguments;
    }

    /** Answers until the process is ended. */
    void run() throws InterruptedException {
        String requests = arguments.topics().requests();
        List<WireHeader> headers = List.of(WireHeader.of(
                Headers.CONTENT_TYPE, arguments.workload().format().contentType()));
        try (RowPredictor predictor =
                new RowPredictor(arguments.workload().network(), arguments.store(), Course.VERSION)) {
            StreamsBuilder builder = new StreamsBuilder();
            builder.stream(requests, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                    .mapValues((key, value) -> predictor
                            .answer(new WireRecord(requests, 0, 0, 0, key, value, headers))
                            .value())
                    .to(arguments.topics().predictions(), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
            Properties properties = new Properties();
            properties.put("bootstrap.servers", arguments.bootstrapServers());
            properties.put("application.id", arguments.group());
            properties.put("auto.offset.reset", "earliest");
            properties.put(
                    "state.dir", arguments.store().resolveSibling("streams").toString());
            try (KafkaStreams streams = new KafkaStreams(builder.build(), properties)) {
                streams.start();
                new CountDownLatch(1).await();
            }
        }
    }
}
