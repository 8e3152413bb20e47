package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.inference.control.KafkaLink;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the poll thread's Kafka clients. What exactly-once rests on is fixed; everything else can be overridden.
 *
 * <p>The transactional id is the slot's: a restarted instance takes it over, which ends at once what a crash left open.
 * Timeouts are ordered: one request &lt; one delivery &lt; one transaction &lt; the poll interval.
 */
public final class StreamClients {
    private final KafkaLink link;
    private final Topics topics;
    private final String groupId;
    private final String instance;
    private final int maxRequestBytes;

    public StreamClients(KafkaLink link, Topics topics, String groupId, String instance, int maxRequestBytes) {
        this.link = link;
        this.topics = topics;
        this.groupId = groupId;
        this.instance = instance;
        this.maxRequestBytes = maxRequestBytes;
    }

    public Consumer<byte[], byte[]> consumer() {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("max.poll.records", "500");
        defaults.put("default.api.timeout.ms", "10000");
        defaults.put("client.id", instance);
        // The new group protocol assigns on the broker and refuses this setting.
        if (!"consumer".equals(link.overrides().get("group.protocol"))) {
            defaults.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
            defaults.put("session.timeout.ms", "10000");
            defaults.put("heartbeat.interval.ms", "3000");
        }
        return new KafkaConsumer<>(
                link.consumer(
                        defaults,
                        Map.of(
                                "group.id",
                                groupId,
                                "enable.auto.commit",
                                "false",
                                "isolation.level",
                                "read_committed",
                                "auto.offset.reset",
                                "earliest",
                                "allow.auto.create.topics",
                                "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    public Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                link.producer(
                        Map.of(
                                "request.timeout.ms",
                                "8000",
                                "delivery.timeout.ms",
                                "12000",
                                "transaction.timeout.ms",
                                "20000",
                                "max.block.ms",
                                "15000",
                                "linger.ms",
                                "5",
                                "batch.size",
                                "131072",
                                "client.id",
                                instance),
                        Map.of(
                                "transactional.id",
                                topics.prefix() + "-inference-" + instance,
                                "enable.idempotence",
                                "true",
                                "acks",
                                "all",
                                "max.request.size",
                                Integer.toString(maxRequestBytes))),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    Admin admin() {
        return Admin.create(link.admin(Map.of("default.api.timeout.ms", "4000", "request.timeout.ms", "3000")));
    }

    String bootstrapServers() {
        return link.bootstrapServers();
    }
}
