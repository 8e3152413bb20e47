package io.plumbline.broker;

import java.nio.file.Path;

/**
 * Where a broker keeps its data and on which ports of the loopback interface it listens.
 *
 * @param directory created if absent; a broker started again in it has its topics and records back
 * @param port for clients; 0 for any free one
 */
public record BrokerConfig(Path directory, int port) {
    public BrokerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", expected 0 to 65535");
        }
    }

    public static BrokerConfig onFreePort(Path directory) {
        return new BrokerConfig(directory, 0);
    }
}
