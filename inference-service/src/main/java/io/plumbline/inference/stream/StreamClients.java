package io.plumbline.inference.stream;

import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.control.AccessRights;
import io.plumbline.inference.control.KafkaLink;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
    /**
     * How long no broker may answer a consumer that is told by the brokers how often to send a heartbeat: every 15 s at the
     * rarest, unless they are configured otherwise.
     */
    static final Duration SILENCE = Duration.ofSeconds(20);

    private static final String SESSION_MILLIS = "10000";

    private final KafkaLink link;
    private final Topics topics;
    private final String groupId;
    private final String instance;
    private final boolean staticMember;
    private final int maxRequestBytes;
    private final Delivery delivery;

    public StreamClients(
            KafkaLink link,
            Topics topics,
            String groupId,
            String instance,
            boolean staticMember,
            int maxRequestBytes,
            Delivery delivery) {
        this.link = link;
        this.topics = topics;
        this.groupId = groupId;
        this.instance = instance;
        this.staticMember = staticMember;
        this.maxRequestBytes = maxRequestBytes;
        this.delivery = delivery;
    }

    public Consumer<byte[], byte[]> consumer() {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("max.poll.records", "500");
        defaults.put("default.api.timeout.ms", "10000");
        defaults.put("client.id", instance);
        if (staticMember) {
            defaults.put("group.instance.id", instance);
        }
        // The new group protocol assigns on the broker and refuses this setting.
        if (isClassic()) {
            defaults.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
            defaults.put("session.timeout.ms", SESSION_MILLIS);
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
                                // OffsetReset does it, and counts what is lost.
                                "auto.offset.reset",
                                "none",
                                "allow.auto.create.topics",
                                "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private boolean isClassic() {
        return !"consumer".equals(link.overrides().get("group.protocol"));
    }

    /** How long no broker may answer the consumer before it cannot be told any more whether its partitions are still its own. */
    Duration silenceLimit() {
        return isClassic()
                ? Duration.ofMillis(Long.parseLong(link.overrides().getOrDefault("session.timeout.ms", SESSION_MILLIS)))
                : SILENCE;
    }

    public Producer<byte[], byte[]> producer() {
        boolean transactional = delivery == Delivery.EXACTLY_ONCE;
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("request.timeout.ms", "8000");
        defaults.put("delivery.timeout.ms", "12000");
        defaults.put("max.block.ms", "15000");
        // A transaction ends with a flush, so that waiting for company costs nothing; without one it is latency.
        defaults.put("linger.ms", transactional ? "5" : "0");
        defaults.put("batch.size", "131072");
        defaults.put("client.id", instance);
        Map<String, Object> fixed = new HashMap<>();
        fixed.put("enable.idempotence", "true");
        fixed.put("acks", "all");
        fixed.put("max.request.size", Integer.toString(maxRequestBytes));
        if (transactional) {
            defaults.put("transaction.timeout.ms", "20000");
            fixed.put("transactional.id", transactionalId());
        }
        return new KafkaProducer<>(
                link.producer(defaults, fixed), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private String transactionalId() {
        return topics.prefix() + "-inference-" + instance;
    }

    /** What the brokers must allow these clients, and those of the control and status topics. */
    AccessRights rights() {
        return AccessRights.ofInstance(
                link,
                topics,
                groupId,
                delivery == Delivery.EXACTLY_ONCE ? Optional.of(transactionalId()) : Optional.empty());
    }

    Admin admin() {
        return Admin.create(link.admin(Map.of("default.api.timeout.ms", "4000", "request.timeout.ms", "3000")));
    }

    String bootstrapServers() {
        return link.bootstrapServers();
    }
}
