package io.plumbline.broker;

import java.util.Properties;

/**
 * A second address of a broker, which it announces under another port than the one it listens on: that of a proxy in
 * between. A client that comes by it stays behind the proxy, while one that comes by the first address goes past it.
 *
 * @param port on which the broker listens, on the loopback interface
 * @param advertisedPort to which its clients connect
 */
public record ExtraListener(int port, int advertisedPort) {
    private static final String NAME = "EXTRA";

    void addTo(Properties properties) {
        append(properties, "listeners", NAME + "://127.0.0.1:" + port);
        append(properties, "advertised.listeners", NAME + "://127.0.0.1:" + advertisedPort);
        append(properties, "listener.security.protocol.map", NAME + ":PLAINTEXT");
    }

    private static void append(Properties properties, String key, String value) {
        properties.setProperty(key, properties.getProperty(key) + "," + value);
    }
}
