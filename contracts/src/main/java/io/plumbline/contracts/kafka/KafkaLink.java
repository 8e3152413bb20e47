package io.plumbline.contracts.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How to reach the brokers.
 *
 * @param bootstrapServers {@code host:port}, comma separated
 * @param overrides client properties as the operator gave them; they win over ours, except those that the delivery
 *     guarantee rests on
 */
public record KafkaLink(String bootstrapServers, Map<String, String> overrides) {
    public KafkaLink {
        overrides = Map.copyOf(overrides);
    }

    public KafkaLink(String bootstrapServers) {
        this(bootstrapServers, Map.of());
    }

    /** Our defaults, then the operator's properties that this client knows, then what may not be overridden. */
    public Map<String, Object> consumer(Map<String, Object> defaults, Map<String, Object> fixed) {
        return merged(ConsumerConfig.configNames(), defaults, fixed);
    }

    public Map<String, Object> producer(Map<String, Object> defaults, Map<String, Object> fixed) {
        return merged(ProducerConfig.configNames(), defaults, fixed);
    }

    public Map<String, Object> admin(Map<String, Object> defaults) {
        return merged(AdminClientConfig.configNames(), defaults, Map.of());
    }

    /** Without the properties' values, some of which are secrets. */
    @Override
    public String toString() {
        return "KafkaLink[" + bootstrapServers + ", " + new TreeSet<>(overrides.keySet()) + "]";
    }

    private Map<String, Object> merged(
            Iterable<String> known, Map<String, Object> defaults, Map<String, Object> fixed) {
        Map<String, Object> merged = new HashMap<>(defaults);
        merged.put("bootstrap.servers", bootstrapServers);
        for (String name : known) {
            String value = overrides.get(name);
            if (value != null) {
                merged.put(name, value);
            }
        }
        merged.putAll(fixed);
        return merged;
    }
}
