package io.plumbline.trainer.dataset.kafka;

import io.plumbline.contracts.config.Suggestion;
import io.plumbline.contracts.event.Topics;
import io.plumbline.trainer.experiment.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Where the records are.
 *
 * @param topics under their prefix, {@code plumbline} by default
 * @param model that requests must ask for, or leave open; empty for any
 * @param client settings of Kafka's consumer
 */
record KafkaConfig(Topics topics, String model, Map<String, String> client) {
    private static final ConfigDef KNOWN = ConsumerConfig.configDef();
    /** They decide what is read, so they are not for an experiment to change. */
    private static final Set<String> OURS = Set.of(
            "bootstrap.servers",
            "isolation.level",
            "enable.auto.commit",
            "auto.offset.reset",
            "allow.auto.create.topics",
            "group.id",
            "key.deserializer",
            "value.deserializer");

    static KafkaConfig from(Settings data) {
        String servers = data.text("bootstrap-servers");
        Map<String, String> client = new HashMap<>(data.pairs("kafka", KafkaConfig::secret));
        for (String key : client.keySet()) {
            if (OURS.contains(key)) {
                data.problem("kafka." + key, "is set, expected it not to be: the trainer decides it");
            } else if (!KNOWN.names().contains(key)) {
                // A plug-in may have settings of its own; what nearly is one of Kafka's is a slip.
                Suggestion.closest(key, KNOWN.names())
                        .ifPresent(near -> data.problem(
                                "kafka." + key, "is no setting of Kafka's consumer (did you mean '" + near + "'?)"));
            }
        }
        client.put("bootstrap.servers", servers);
        return new KafkaConfig(topics(data), data.text("model", ""), client);
    }

    private static Topics topics(Settings data) {
        String prefix = data.text("topic-prefix", Topics.DEFAULT_PREFIX);
        try {
            return new Topics(prefix);
        } catch (IllegalArgumentException refused) {
            data.problem("topic-prefix", "is refused: " + refused.getMessage());
            return Topics.standard();
        }
    }

    private static boolean secret(String key) {
        ConfigDef.ConfigKey known = KNOWN.configKeys().get(key);
        String lower = key.toLowerCase(Locale.ROOT);
        return known != null && known.type() == ConfigDef.Type.PASSWORD
                || lower.contains("password")
                || lower.contains("secret")
                || lower.contains("token")
                || lower.endsWith("jaas.config");
    }
}
