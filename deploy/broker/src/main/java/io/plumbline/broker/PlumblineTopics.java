package io.plumbline.broker;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of one pipeline, as they are created on a single broker. */
public final class PlumblineTopics {
    private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");

    private PlumblineTopics() {}

    /**
     * All seven topics.
     *
     * @param prefix of the names, {@code plumbline} by default
     * @param partitions of requests, predictions, labels and dead letters; predictions and labels are joined, so they
     *     always agree
     */
    public static List<NewTopic> all(String prefix, int partitions) {
        return Stream.concat(
                        Stream.of("requests", "predictions", "labels", "dead-letters")
                                .map(name -> new NewTopic(prefix + "." + name, partitions, (short) 1)),
                        Stream.of("control", "status", "evaluations")
                                .map(name -> new NewTopic(prefix + "." + name, 1, (short) 1).configs(COMPACTED)))
                .toList();
    }
}
