package io.plumbline.inference.deadletter;

import io.plumbline.contracts.codec.Json;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.contracts.kafka.TailReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which dead letters were sent again and how often, on a compacted topic of its own.
 *
 * <p>A mark is written in the transaction that sends the letter, so that there is one exactly where the other is. Group
 * offsets would not do: a redrive may take letters out of the middle, and offsets of a group without members are
 * forgotten after {@code offsets.retention.minutes}, the letters perhaps later.
 *
 * <p>A mark names the dead-letter topic's id: the letters of a topic that was deleted and made anew have the same
 * positions and are others.
 */
final class RedriveLog {
    private static final Logger log = LoggerFactory.getLogger(RedriveLog.class);

    private final KafkaLink link;
    private final String letters;
    private final String topic;

    RedriveLog(KafkaLink link, Topics topics) {
        this.link = link;
        this.letters = topics.deadLetters();
        this.topic = topics.redrives();
    }

    /** Receives marks; of several for one position the last holds. */
    interface Marks {
        void mark(Position position, int times);
    }

    /** The record that says that a letter was sent again for the {@code times}-th time. */
    ProducerRecord<byte[], byte[]> mark(Position position, int times, String to, String topicId, Instant at) {
        Map<String, Object> mark = new LinkedHashMap<>();
        mark.put("topic_id", topicId);
        mark.put("times", times);
        mark.put("to", to);
        mark.put("at", at.toString());
        return new ProducerRecord<>(
                topic,
                position.toString().getBytes(StandardCharsets.UTF_8),
                Json.write(mark).getBytes(StandardCharsets.UTF_8));
    }

    /** Everything marked and committed now, of the dead-letter topic as it is now. */
    void read(Marks marks) {
        Map<String, TopicDescription> there = describe(List.of(letters, topic));
        TopicDescription described = there.get(letters);
        if (described == null || !there.containsKey(topic)) {
            return;
        }
        String topicId = described.topicId().toString();
        try (TailReader reader = new TailReader(link, topic)) {
            do {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
                    note(record, topicId, marks);
                }
            } while (!reader.caughtUp());
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record, String topicId, Marks marks) {
        byte @Nullable [] key = record.key();
        byte @Nullable [] value = record.value();
        if (key == null || value == null) {
            return;
        }
        try {
            Position position = Position.parse(new String(key, StandardCharsets.UTF_8), letters);
            Map<String, Object> mark = Json.read(value);
            if (topicId.equals(mark.get("topic_id")) && mark.get("times") instanceof Integer times) {
                marks.mark(position, times);
            }
        } catch (IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("redrive mark cannot be read and is passed over");
        }
    }

    /** The dead-letter topic's id, by which its marks are told from those of one of the same name before. */
    String topicId() {
        return Optional.ofNullable(describe(List.of(letters)).get(letters))
                .orElseThrow(() -> new UnknownTopicOrPartitionException("topic '" + letters + "' does not exist"))
                .topicId()
                .toString();
    }

    /** Makes the topic of the marks unless it is there. */
    void create() {
        if (describe(List.of(topic)).containsKey(topic)) {
            return;
        }
        NewTopic marks = new NewTopic(topic, Optional.of(1), Optional.empty());
        marks.configs(Map.of("cleanup.policy", "compact"));
        try (Admin admin = admin()) {
            admin.createTopics(List.of(marks)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException(
                        "topic '" + topic + "', compacted, keeps what was sent again and cannot be created: "
                                + message(e),
                        e.getCause());
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** The topics of these that exist. */
    Map<String, TopicDescription> describe(Collection<String> names) {
        Map<String, TopicDescription> there = new LinkedHashMap<>();
        try (Admin admin = admin()) {
            for (var asked : admin.describeTopics(names).topicNameValues().entrySet()) {
                try {
                    there.put(asked.getKey(), asked.getValue().get());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw new KafkaException(message(e), e.getCause());
                    }
                }
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return there;
    }

    private Admin admin() {
        return Admin.create(link.admin(Map.of("default.api.timeout.ms", "10000", "request.timeout.ms", "5000")));
    }

    private static String message(ExecutionException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }
}
