package io.plumbline.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, one node that is broker and controller) inside this JVM, on the loopback interface.
 *
 * <p>Transactions, both group protocols and compaction work as on a cluster; replication does not exist. Not for
 * production: one node, no security.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String LOOPBACK = "127.0.0.1";
    /** A free port found here can be taken by another process before the broker binds it. */
    private static final int START_ATTEMPTS = 5;

    private static final int ADMIN_SECONDS = 60;

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private boolean closed;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker and returns once it accepts connections.
     *
     * @throws IllegalStateException if it does not start; a fixed port that is taken is named
     */
    public static EmbeddedBroker start(BrokerConfig config) {
        // Kafka ends the whole JVM on a fatal storage error; inside somebody's process that must be an exception.
        Exit.setExitProcedure((status, message) -> fail("exit", status, message));
        Exit.setHaltProcedure((status, message) -> fail("halt", status, message));
        RuntimeException last = null;
        int attempts = config.port() == 0 ? START_ATTEMPTS : 1;
        for (int attempt = 0; attempt < attempts; attempt++) {
            try {
                return startOnce(config);
            } catch (IOException | RuntimeException e) {
                last = new IllegalStateException(
                        "broker did not start in " + config.directory() + " on port " + config.port() + ": "
                                + e.getMessage(),
                        e);
            }
        }
        throw last == null ? new IllegalStateException("broker was not started") : last;
    }

    private static void fail(String how, int status, String message) {
        LOG.atError()
                .addKeyValue("how", how)
                .addKeyValue("status", status)
                .addKeyValue("error", String.valueOf(message))
                .log("broker asked to end the process");
        throw new IllegalStateException("broker asked to " + how + " with status " + status + ": " + message);
    }

    private static EmbeddedBroker startOnce(BrokerConfig config) throws IOException {
        int port = config.port() == 0 ? freePort() : config.port();
        Path data = Files.createDirectories(config.directory());
        format(data);
        String address = LOOPBACK + ":" + port;
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties(data, port, freePort())), Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
        LOG.atInfo()
                .addKeyValue("address", address)
                .addKeyValue("directory", data)
                .log("broker started");
        return new EmbeddedBroker(server, address);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), 0));
            return socket.getLocalPort();
        }
    }

    private static void format(Path data) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
                    .setClusterId(clusterId(data))
                    .setNodeId(1)
                    .addDirectory(data.toString())
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setIgnoreFormatted(true)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setHasDynamicQuorum(false)
                    .run();
        } catch (Exception e) { // Formatter declares just that.
            throw new IOException(
                    "cannot format " + data + ": " + e.getMessage() + " " + said.toString(StandardCharsets.UTF_8), e);
        }
    }

    /** A directory formatted before keeps its cluster. */
    private static String clusterId(Path data) throws IOException {
        Path meta = data.resolve("meta.properties");
        if (Files.exists(meta)) {
            Properties properties = new Properties();
            try (var in = Files.newBufferedReader(meta)) {
                properties.load(in);
            }
            String id = properties.getProperty("cluster.id");
            if (id != null) {
                return id;
            }
        }
        return Uuid.randomUuid().toString();
    }

    private static Properties properties(Path data, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@" + LOOPBACK + ":" + controllerPort),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://" + LOOPBACK + ":" + port + ",CONTROLLER://" + LOOPBACK + ":" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://" + LOOPBACK + ":" + port),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", data.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // One node: nothing to replicate to.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "3"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "3"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "3"),
                // A small process: the defaults are for a machine of its own.
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152")));
        return properties;
    }

    /** What clients connect to, as {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Creates the topics that are not there yet. */
    public void createTopics(Collection<NewTopic> topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (var creation : admin.createTopics(topics).values().entrySet()) {
                try {
                    creation.getValue().get(ADMIN_SECONDS, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IllegalStateException("cannot create topic " + creation.getKey(), e.getCause());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("broker did not create topics within " + ADMIN_SECONDS + " s", e);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.shutdown();
            server.awaitShutdown();
            LOG.atInfo().addKeyValue("address", bootstrapServers).log("broker stopped");
        }
    }
}
