package io.plumbline.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, one node that is broker and controller) inside this JVM, on the loopback interface.
 *
 * <p>Transactions, both group protocols and compaction work as on a cluster; replication does not exist. Not for
 * production: one node, and its first listener lets everybody do everything.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String LOOPBACK = "127.0.0.1";
    /** A free port found here can be taken by another process before the broker binds it. */
    private static final int START_ATTEMPTS = 5;

    private static final int ADMIN_SECONDS = 60;

    private static final int LEADER_SECONDS = 5;
    private static final int LEADER_PAUSE_MILLIS = 100;

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private final String securedServers;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final Consumer<String> exitWatcher = failure::complete;
    private boolean closed;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers, String securedServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
        this.securedServers = securedServers;
        ExitGuard.watch(exitWatcher);
    }

    /**
     * Starts a broker and returns once it accepts connections.
     *
     * @throws IllegalStateException if it does not start; a fixed port that is taken is named
     */
    public static EmbeddedBroker start(BrokerConfig config) {
        return start(config, BrokerUsers.NONE);
    }

    /**
     * Starts a broker with a second listener, on a free port, at which these users log in.
     *
     * @throws IllegalStateException if it does not start; a fixed port that is taken is named
     */
    public static EmbeddedBroker start(BrokerConfig config, BrokerUsers users) {
        for (int attempt = 1; ; attempt++) {
            try {
                return startOnce(config, users);
            } catch (IOException | RuntimeException e) {
                if (config.port() == 0 && causedByBind(e) && attempt < START_ATTEMPTS) {
                    continue;
                }
                throw new IllegalStateException(
                        "broker did not start in " + config.directory() + " on port " + config.port() + ": "
                                + e.getMessage(),
                        e);
            }
        }
    }

    private static boolean causedByBind(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    private static EmbeddedBroker startOnce(BrokerConfig config, BrokerUsers users) throws IOException {
        int port = config.port() == 0 ? Ports.free() : config.port();
        Path data = Files.createDirectories(config.directory());
        format(data, users);
        String address = LOOPBACK + ":" + port;
        Properties properties = ServerProperties.of(config, port, Ports.free());
        String secured = "";
        if (!users.passwords().isEmpty()) {
            secured = LOOPBACK + ":" + Ports.free();
            users.secure(properties, secured);
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
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
        return new EmbeddedBroker(server, address, secured);
    }

    private static void format(Path data, BrokerUsers users) throws IOException {
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
                    .setScramArguments(users.scramArguments())
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

    /** What clients connect to, as {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * What users log in at, as {@code host:port}.
     *
     * @throws IllegalStateException if the broker was started without users
     */
    public String securedServers() {
        if (securedServers.isEmpty()) {
            throw new IllegalStateException("this broker has no users, expected to be started with some");
        }
        return securedServers;
    }

    /** Completes with the reason when the broker failed for good; stays open after an orderly stop. */
    public CompletableFuture<String> failure() {
        return failure.copy();
    }

    /** Creates the topics that are not there yet, and waits a while until their partitions are led. */
    public void createTopics(Collection<NewTopic> topics) {
        Collection<String> existing = new HashSet<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (var creation : admin.createTopics(topics).values().entrySet()) {
                try {
                    creation.getValue().get(ADMIN_SECONDS, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IllegalStateException("cannot create topic " + creation.getKey(), e.getCause());
                    }
                    existing.add(creation.getKey());
                }
            }
            awaitLeaders(
                    admin,
                    topics.stream()
                            .filter(topic -> !existing.contains(topic.name()))
                            .toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("broker did not create topics within " + ADMIN_SECONDS + " s", e);
        }
    }

    /**
     * A topic is announced a moment before its partitions are led; the end of each can be told once it is. Clients find
     * leaders by themselves, so that topics whose leaders cannot be asked for are topics all the same.
     */
    private static void awaitLeaders(Admin admin, Collection<NewTopic> topics) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (NewTopic topic : topics) {
            for (int partition = 0; partition < topic.numPartitions(); partition++) {
                ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        long began = System.nanoTime();
        for (int attempt = 1; System.nanoTime() - began < TimeUnit.SECONDS.toNanos(ADMIN_SECONDS); attempt++) {
            try {
                admin.listOffsets(ends).all().get(LEADER_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException | TimeoutException e) {
                LOG.atWarn()
                        .addKeyValue("attempt", attempt)
                        .addKeyValue("error", String.valueOf(e.getCause() == null ? e : e.getCause()))
                        .log("leaders of new topics cannot be told yet");
            }
            TimeUnit.MILLISECONDS.sleep(LEADER_PAUSE_MILLIS);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                server.shutdown();
                server.awaitShutdown();
            } finally {
                ExitGuard.unwatch(exitWatcher);
            }
            LOG.atInfo().addKeyValue("address", bootstrapServers).log("broker stopped");
        }
    }
}
