package io.plumbline.broker;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of one pipeline, as they are created on a single broker. */
public final class PlumblineTopics {
    private static final Map<String, String> COMPACTED =
            Map.of("cleanup.policy", "compact", "max.message.bytes", "16777216");

    private PlumblineTopics() {}

    /**
     * All seven topics.
     *
     * @param prefix of the names, {@code plumbline} by default
     * @param partitions of requests, predictions, labels, dead letters and evaluations; predictions and labels are joined,
     *     so they always agree, and each of their partitions has its evaluations in the one of the same number
     */
    public static List<NewTopic> all(String prefix, int partitions) {
        Stream<NewTopic> events = Stream.of("requests", "predictions", "labels", "dead-letters")
                .map(name -> new NewTopic(prefix + "." + name, partitions, (short) 1));
        Stream<NewTopic> states = Stream.of(
                compacted(prefix + ".control", 1),
                compacted(prefix + ".status", 1),
                compacted(prefix + ".evaluations", partitions));
        return Stream.concat(events, states).toList();
    }

    private static NewTopic compacted(String name, int partitions) {
        return new NewTopic(name, partitions, (short) 1).configs(COMPACTED);
    }
}
