package io.plumbline.evaluator.stream;

import io.plumbline.contracts.event.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks whether the topics are there and fit each other, and creates those that the evaluator itself lives by: control
 * and evaluations, both compacted. Predictions and labels belong to others; they are waited for.
 */
final class TopicCheck {
    private static final Map<String, String> COMPACTED =
            Map.of("cleanup.policy", "compact", "max.message.bytes", EvaluatorConfig.MAX_TALLY_BYTES);

    private final Admin admin;
    private final Topics topics;
    private final boolean requests;

    /** @param requests whether the topology reads requests, and so cannot start without them */
    TopicCheck(Admin admin, Topics topics, boolean requests) {
        this.admin = admin;
        this.topics = topics;
        this.requests = requests;
    }

    /** What a look at the topics found. */
    sealed interface Finding {
        record Ready(int partitions) implements Finding {}

        /** Not yet; look again later. */
        record NotYet(String reason) implements Finding {}
    }

    /** @throws TopicMismatchException if the topics can never be joined as they are */
    Finding look() throws InterruptedException {
        try {
            Map<String, Integer> partitions = partitions();
            for (String needed : new String[] {topics.predictions(), topics.labels()}) {
                if (!partitions.containsKey(needed)) {
                    return new Finding.NotYet("topic '" + needed + "' does not exist yet");
                }
            }
            if (requests && !partitions.containsKey(topics.requests())) {
                return new Finding.NotYet("topic '" + topics.requests()
                        + "' does not exist yet; it is read for the drift of features, since drift.store is set");
            }
            int predictions = partitions.getOrDefault(topics.predictions(), 0);
            int labels = partitions.getOrDefault(topics.labels(), 0);
            if (predictions != labels) {
                throw new TopicMismatchException("topic '" + topics.labels() + "' has " + labels
                        + " partitions, expected " + predictions + " as '" + topics.predictions()
                        + "' has: a prediction and its label would lie in different partitions and never meet");
            }
            int evaluations = partitions.getOrDefault(topics.evaluations(), predictions);
            if (evaluations < predictions) {
                throw new TopicMismatchException("topic '" + topics.evaluations() + "' has " + evaluations
                        + " partitions, expected at least " + predictions + ", one for each of '"
                        + topics.predictions() + "'");
            }
            if (create(partitions, topics.evaluations(), predictions) | create(partitions, topics.control(), 1)) {
                // A topic is not everywhere known the moment it is created, and Streams would fail for good.
                return new Finding.NotYet("topics were created just now");
            }
            return new Finding.Ready(evaluations);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException retriable) {
                return new Finding.NotYet("no answer from the broker: " + retriable.getMessage());
            }
            throw new IllegalStateException(
                    "cannot look at the topics of prefix '" + topics.prefix() + "': " + e.getMessage(), e);
        }
    }

    private Map<String, Integer> partitions() throws InterruptedException, ExecutionException {
        Map<String, Integer> partitions = new TreeMap<>();
        Map<String, KafkaFuture<TopicDescription>> described = admin.describeTopics(List.of(
                        topics.predictions(),
                        topics.labels(),
                        topics.evaluations(),
                        topics.control(),
                        topics.requests()))
                .topicNameValues();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
            try {
                partitions.put(
                        topic.getKey(), topic.getValue().get().partitions().size());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return partitions;
    }

    /** Whether the topic was not there when it was looked for. */
    private boolean create(Map<String, Integer> existing, String topic, int partitions)
            throws InterruptedException, ExecutionException {
        if (existing.containsKey(topic)) {
            return false;
        }
        NewTopic created = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(COMPACTED);
        try {
            admin.createTopics(List.of(created)).all().get();
        } catch (ExecutionException e) {
            // Another instance was quicker.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        return true;
    }
}
