package io.plumbline.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a broker keeps its data and on which ports of the loopback interface it listens.
 *
 * @param directory created if absent; a broker started again in it has its topics and records back
 * @param port for clients; 0 for any free one
 * @param properties of Kafka's {@code server.properties}, put over ours
 * @param extraListener a second address for clients, or empty
 */
public record BrokerConfig(
        Path directory, int port, Map<String, String> properties, Optional<ExtraListener> extraListener) {
    public BrokerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", expected 0 to 65535");
        }
        properties = Map.copyOf(properties);
    }

    public BrokerConfig(Path directory, int port) {
        this(directory, port, Map.of(), Optional.empty());
    }

    public static BrokerConfig onFreePort(Path directory) {
        return new BrokerConfig(directory, 0);
    }

    /** This, with one more property over ours. */
    public BrokerConfig with(String property, String value) {
        Map<String, String> more = new HashMap<>(properties);
        more.put(property, value);
        return new BrokerConfig(directory, port, more, extraListener);
    }

    public BrokerConfig with(ExtraListener listener) {
        return new BrokerConfig(directory, port, properties, Optional.of(listener));
    }
}
