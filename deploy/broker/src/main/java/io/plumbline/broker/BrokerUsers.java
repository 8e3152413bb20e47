package io.plumbline.broker;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/**
 * Who may log in at a broker's second listener (SASL_PLAINTEXT, SCRAM-SHA-256), where each may do what an ACL allows and
 * nothing else. Those who come in at the first listener may do everything.
 *
 * @param passwords by user name
 */
public record BrokerUsers(Map<String, String> passwords) {
    static final BrokerUsers NONE = new BrokerUsers(Map.of());

    private static final String MECHANISM = "SCRAM-SHA-256";
    private static final String LISTENER = "SECURED";

    public BrokerUsers {
        passwords = Map.copyOf(passwords);
    }

    /** The client properties with which a user logs in. */
    public Map<String, String> login(String user) {
        String password = passwords.get(user);
        if (password == null) {
            throw new IllegalArgumentException("no user '" + user + "', expected one of " + passwords.keySet());
        }
        return login(user, password);
    }

    /** The client properties with which somebody tries to log in. */
    public static Map<String, String> login(String user, String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                MECHANISM,
                "sasl.jaas.config",
                ScramLoginModule.class.getName() + " required username=\"" + user + "\" password=\"" + password
                        + "\";");
    }

    /** What the formatter of a new broker's directory writes down. */
    List<String> scramArguments() {
        return passwords.entrySet().stream()
                .map(user -> MECHANISM + "=[name=" + user.getKey() + ",password=" + user.getValue() + "]")
                .toList();
    }

    /** Adds the listener, and the authorizer. */
    void secure(Properties properties, String address) {
        append(properties, "listeners", LISTENER + "://" + address);
        append(properties, "advertised.listeners", LISTENER + "://" + address);
        append(properties, "listener.security.protocol.map", LISTENER + ":SASL_PLAINTEXT");
        properties.put("sasl.enabled.mechanisms", MECHANISM);
        properties.put(
                "listener.name.secured.scram-sha-256.sasl.jaas.config",
                ScramLoginModule.class.getName() + " required;");
        properties.put("authorizer.class.name", StandardAuthorizer.class.getName());
        properties.put("super.users", "User:ANONYMOUS");
    }

    private static void append(Properties properties, String key, String value) {
        properties.put(key, properties.get(key) + "," + value);
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "BrokerUsers" + passwords.keySet();
    }
}
