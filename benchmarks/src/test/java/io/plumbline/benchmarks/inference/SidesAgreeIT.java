package io.plumbline.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.benchmarks.race.Run;
import io.plumbline.broker.TopicReader;
import io.plumbline.contracts.codec.PredictionCodec;
import io.plumbline.contracts.event.Decoded;
import io.plumbline.contracts.event.Headers;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.WireFormat;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is raced does the same work: every side answers every request, with the same class and the same numbers. */
class SidesAgreeIT {
    private static final int RECORDS = 200;
    private static final List<String> SETTINGS = List.of();

    private final PredictionCodec codec = new PredictionCodec();

    @Test
    void everySide_answersEachRequestOnce_andThoseWithAModelAlike(@TempDir Path folder) throws IOException {
        Workload workload = new Workload(Network.TABULAR, WireFormat.OCTET_STREAM, "test");
        Map<Side, Map<String, Prediction>> answers = new HashMap<>();
        List<String> copied;
        try (BenchBroker broker = new BenchBroker(folder)) {
            Course course = new Course(broker, folder, workload, 0, RECORDS, SETTINGS);
            for (Side side : List.of(Side.PLUMBLINE, Side.NAIVE, Side.STREAMS)) {
                Run run = course.run(side, SETTINGS, 1, () -> answers.put(side, predictions(read(broker, workload))));
                assertThat(run.records()).isEqualTo(RECORDS);
                assertThat(run.allocatedBytesPerRecord()).isPositive();
            }
            copied = copies(broker, course);
        }

        List<String> ids = LongStream.range(0, RECORDS).mapToObj(Workload::id).toList();
        assertThat(copied).containsExactlyInAnyOrderElementsOf(ids);
        Map<String, Prediction> service = answers.get(Side.PLUMBLINE);
        assertThat(service).containsOnlyKeys(ids);
        assertThat(service.values().stream().map(Prediction::label).distinct().count())
                .as("classes, or agreeing would mean nothing")
                .isGreaterThan(1);
        for (Side side : List.of(Side.NAIVE, Side.STREAMS)) {
            assertThat(answers.get(side)).as(side.label()).containsOnlyKeys(ids);
            answers.get(side).forEach((id, prediction) -> {
                assertThat(prediction.label()).as(id).isEqualTo(service.get(id).label());
                float[] theirs = prediction.outputs().get(0).toFloats();
                float[] ours = service.get(id).outputs().get(0).toFloats();
                assertThat(theirs).as(id).containsExactly(ours, org.assertj.core.data.Offset.offset(1e-5f));
            });
        }
    }

    private static List<String> copies(BenchBroker broker, Course course) {
        HashSet<String> keys = new HashSet<>();
        course.run(Side.COPY, SETTINGS, 1, () -> read(broker, course.workload())
                .forEach(record -> keys.add(new String(record.key(), java.nio.charset.StandardCharsets.UTF_8))));
        return List.copyOf(keys);
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(BenchBroker broker, Workload workload) {
        return new TopicReader(broker.bootstrapServers())
                .readAll(workload.topics().predictions());
    }

    private Map<String, Prediction> predictions(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, Prediction> predictions = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            // Streams leaves the request's headers on the record, and so its content type.
            WireRecord wire = new WireRecord(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    List.of(WireHeader.of(Headers.CONTENT_TYPE, WireFormat.PROTOBUF.contentType())));
            Prediction prediction = ((Decoded.Accepted<Prediction>) codec.decode(wire)).value();
            assertThat(predictions.put(prediction.id(), prediction))
                    .as(prediction.id())
                    .isNull();
        }
        return predictions;
    }
}
