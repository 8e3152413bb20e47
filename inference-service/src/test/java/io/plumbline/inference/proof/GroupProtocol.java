package io.plumbline.inference.proof;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The two ways to share partitions, both with session timeouts that suit a test. */
enum GroupProtocol {
    CLASSIC,
    CONSUMER;

    private static final String SESSION_MILLIS = "2000";
    private static final String HEARTBEAT_MILLIS = "300";

    /** A broker whose groups miss a dead member after two seconds, and whose transactions may be as short. */
    static BrokerConfig broker(Path directory) {
        return broker(directory, 0);
    }

    static BrokerConfig broker(Path directory, int port) {
        return new BrokerConfig(directory, port)
                .with("group.min.session.timeout.ms", "500")
                .with("group.consumer.min.session.timeout.ms", "500")
                .with("group.consumer.session.timeout.ms", SESSION_MILLIS)
                .with("group.consumer.min.heartbeat.interval.ms", "100")
                .with("group.consumer.heartbeat.interval.ms", HEARTBEAT_MILLIS)
                .with("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    }

    static EmbeddedBroker startBroker(Path directory) {
        return EmbeddedBroker.start(broker(directory));
    }

    /** The settings that select it, and more. */
    String[] settings(String... more) {
        List<String> settings = new ArrayList<>();
        settings.add("kafka.group.protocol=" + name().toLowerCase(Locale.ROOT));
        if (this == CLASSIC) {
            settings.add("kafka.session.timeout.ms=" + SESSION_MILLIS);
            settings.add("kafka.heartbeat.interval.ms=" + HEARTBEAT_MILLIS);
        }
        settings.addAll(Arrays.asList(more));
        return settings.toArray(String[]::new);
    }
}
