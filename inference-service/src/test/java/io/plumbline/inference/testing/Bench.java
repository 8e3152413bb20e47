package io.plumbline.inference.testing;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.broker.TopicReader;
import io.plumbline.contracts.config.Settings;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.event.WireHeader;
import io.plumbline.contracts.event.WireRecord;
import io.plumbline.inference.InferenceService;
import io.plumbline.inference.ServiceSettings;
import io.plumbline.inference.cli.RootCommand;
import io.plumbline.inference.cli.ServeCommand;
import io.plumbline.inference.model.TinyCheckpoint;
import io.plumbline.inference.model.TinyGraph;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * A broker, and around it for each test topics of its own, a store, instances and the real command line.
 *
 * <p>Model {@code tiny}: one feature, one value; version {@code vN} answers {@code N · feature}.
 */
public final class Bench implements AutoCloseable {
    public static final int PARTITIONS = 3;
    /** Long for a busy machine; what goes well never waits for it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final EmbeddedBroker broker;
    private final Path store;
    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<InferenceService, CollectorRegistry> services = new LinkedHashMap<>();

    /** What a command did. */
    public record Ran(int exitCode, String out, String err) {}

    public static EmbeddedBroker startBroker(Path directory) {
        return EmbeddedBroker.start(BrokerConfig.onFreePort(directory));
    }

    public Bench(EmbeddedBroker broker, Path store) {
        this.broker = broker;
        this.store = store;
        this.topics = new Topics("t" + NUMBER.incrementAndGet());
        broker.createTopics(PlumblineTopics.all(topics.prefix(), PARTITIONS));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public Topics topics() {
        return topics;
    }

    public Path store() {
        return store;
    }

    public Path checkpoint(int version) throws IOException {
        return checkpoint("tiny", version);
    }

    public Path checkpoint(String model, int version) throws IOException {
        return TinyCheckpoint.regression(TinyGraph.linear("value", version).bytes(), 1)
                .named(model, "v" + version)
                .write(store);
    }

    /** What an instance is configured with here, as {@code key=value}; of two values for a key the later counts. */
    public List<String> settings(String instance, String... sets) {
        List<String> all = new ArrayList<>(List.of(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "topics.prefix=" + topics.prefix(),
                "group.id=" + topics.prefix(),
                "store=" + store,
                "instance=" + instance,
                "http.port=0",
                "shutdown.timeout=5s"));
        all.addAll(Arrays.asList(sets));
        return all;
    }

    /** Starts an instance that is not waited for. */
    public InferenceService start(String instance, String... sets) throws IOException {
        CollectorRegistry registry = new CollectorRegistry();
        InferenceService service = new InferenceService(
                new ServiceSettings(Settings.load(ServiceSettings.all(), Map.of(), Map.of(), settings(instance, sets))),
                registry);
        services.put(service, registry);
        return service;
    }

    public InferenceService startReady(String instance, String... sets) throws IOException {
        InferenceService service = start(instance, sets);
        awaitReady(service);
        return service;
    }

    public static void awaitReady(InferenceService service) {
        Awaitility.await("ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> service.ready().ok());
    }

    /** Waits until an instance follows the control topic, on which there is no model yet. */
    public static void awaitListening(InferenceService service) {
        Awaitility.await("follows the control topic")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> service.ready().reason().contains("no model is on the control topic"));
    }

    public void stop(InferenceService service) {
        service.close();
        services.remove(service);
    }

    public CollectorRegistry registry(InferenceService service) {
        return services.get(service);
    }

    /** Runs {@code plumbline model …} against this bench's topics and store. */
    public Ran model(String... args) {
        return run("model", args);
    }

    /** Runs {@code plumbline model …} against the broker's other address. */
    public Ran modelAt(String servers, String... args) {
        return runAt(servers, "model", args);
    }

    /** Runs {@code plumbline dead-letters …} against this bench's topics. */
    public Ran deadLetters(String... args) {
        return run("dead-letters", args);
    }

    /** Runs {@code plumbline doctor} against an address. */
    public Ran doctorAt(String servers, String... args) {
        return runAt(servers, "doctor", args);
    }

    private Ran run(String command, String... args) {
        return runAt(broker.bootstrapServers(), command, args);
    }

    private Ran runAt(String servers, String command, String... args) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(Arrays.asList(args));
        all.addAll(List.of(
                "--bootstrap-servers", servers, "--topics-prefix", topics.prefix(), "--store", store.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = RootCommand.commandLine(new NoServe())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Ran(exitCode, out.toString(), err.toString());
    }

    /** Sends a request to any model. */
    public void ask(String model, String id, double feature) {
        send(id, request(model, id, feature));
    }

    /** Sends a request to the model {@code tiny}; its key spreads it over the partitions. */
    public void request(String id, double feature) {
        send(id, request("tiny", id, feature));
    }

    public static String request(String model, String id, double feature) {
        return "{\"model_name\":\"" + model + "\",\"id\":\"" + id + "\",\"inputs\":[{\"name\":\"features\","
                + "\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[" + feature + "]}]}";
    }

    public void send(String key, String value, WireHeader... headers) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topics.requests(), key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        for (WireHeader header : headers) {
            record.headers().add(header.name(), header.value());
        }
        producer.send(record);
    }

    /** Sends a request with headers of its own, made at that time. */
    public void send(String key, String value, long timestampMillis, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topics.requests(),
                null,
                timestampMillis,
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        producer.send(record);
    }

    public void flush() {
        producer.flush();
    }

    /** Everything committed on a topic now, partition by partition in offset order. */
    public List<WireRecord> committed(String topic) {
        return new TopicReader(broker.bootstrapServers())
                .readAll(topic).stream().map(Bench::wire).toList();
    }

    public List<WireRecord> awaitCommitted(String topic, int count) {
        return Awaitility.await(count + " records on " + topic)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> committed(topic), records -> records.size() >= count);
    }

    private static WireRecord wire(ConsumerRecord<byte[], byte[]> record) {
        List<WireHeader> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new WireHeader(header.key(), header.value())));
        return new WireRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                headers);
    }

    @Override
    public void close() {
        List.copyOf(services.keySet()).forEach(this::stop);
        producer.close();
    }

    private static final class NoServe implements ServeCommand.Service {
        @Override
        public List<io.plumbline.contracts.config.Setting<?>> settings() {
            return ServiceSettings.all();
        }

        @Override
        public int run(Settings settings) {
            throw new IllegalStateException("tests start instances themselves");
        }
    }
}
