package io.plumbline.trainer.dataset.kafka;

import io.plumbline.trainer.dataset.DataSource;
import io.plumbline.trainer.dataset.Dataset;
import io.plumbline.trainer.dataset.SplitConfig;
import io.plumbline.trainer.dataset.table.FeatureConfig;
import io.plumbline.trainer.experiment.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Labelled examples out of Kafka: the requests of a stretch of time, each with the newest label of its id.
 *
 * <p>The offsets that were read are in the data set's provenance; given as {@code offsets}, they give the same data again.
 * What could not be used is counted there: each request ends in one count, each label in one.
 */
public final class KafkaExamples implements DataSource {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaExamples.class);

    private final KafkaConfig kafka;
    private final Window window;
    private final TaskConfig task;
    private final SplitConfig split;
    private final ExampleShape shape;

    /** @param clock says which time is now, for times that are so long ago */
    public KafkaExamples(Settings data, Clock clock) {
        kafka = KafkaConfig.from(data);
        window = Window.from(data, clock.instant());
        task = TaskConfig.from(data);
        split = SplitConfig.from(data, SplitConfig.Kind.values());
        shape = ExampleShape.from(data, FeatureConfig.from(data));
    }

    @Override
    public List<Path> files() {
        return List.of();
    }

    /** @throws UncheckedIOException if Kafka cannot be reached, or does not answer in time */
    @Override
    public Dataset load() {
        LabelLedger labels = new LabelLedger();
        RequestJoin requests = new RequestJoin(kafka.model(), labels);
        Map<String, Object> provenance = new LinkedHashMap<>();
        try (TopicReader reader = new TopicReader(kafka.client())) {
            String labelTopic = kafka.topics().labels();
            String requestTopic = kafka.topics().requests();
            SortedMap<Integer, OffsetRange> labelRanges;
            SortedMap<Integer, OffsetRange> requestRanges;
            if (window.byOffsets()) {
                labelRanges = window.labelOffsets();
                requestRanges = window.requestOffsets();
                reader.requireThere(labelTopic, labelRanges);
                reader.requireThere(requestTopic, requestRanges);
            } else {
                labelRanges = reader.between(labelTopic, window.from(), window.labelsTo());
                requestRanges = reader.between(requestTopic, window.from(), window.to());
            }
            provenance.put("topics", Map.of("requests", requestTopic, "labels", labelTopic));
            provenance.putAll(window.times());
            provenance.put("offsets", Map.of("requests", plain(requestRanges), "labels", plain(labelRanges)));
            reader.read(labelTopic, labelRanges, labels::add);
            reader.read(requestTopic, requestRanges, requests::add);
        } catch (KafkaException failed) {
            throw new UncheckedIOException(
                    "examples cannot be read from Kafka at " + kafka.client().get("bootstrap.servers"),
                    new IOException(reason(failed), failed));
        }
        provenance.put("requests", requests.counts());
        provenance.put("labels", labels.counts());
        Selection selection = new Selection(requests.joined());
        Dataset data = shape.dataset(task, selection, split, requests.sha256(), provenance);
        LOG.atInfo()
                .addKeyValue("requests", provenance.get("requests"))
                .addKeyValue("labels", provenance.get("labels"))
                .addKeyValue("examples", selection.counts())
                .log("examples joined");
        return data;
    }

    /** Kafka wraps what really happened. */
    private static String reason(KafkaException failed) {
        Throwable cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == failed ? String.valueOf(failed.getMessage()) : failed.getMessage() + ": " + cause.getMessage();
    }

    private static Map<String, Object> plain(SortedMap<Integer, OffsetRange> ranges) {
        Map<String, Object> plain = new TreeMap<>();
        ranges.forEach((partition, range) -> plain.put(partition.toString(), List.of(range.begin(), range.end())));
        return plain;
    }
}
