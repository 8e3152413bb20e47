package io.plumbline.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.broker.BrokerConfig;
import io.plumbline.broker.EmbeddedBroker;
import io.plumbline.broker.PlumblineTopics;
import io.plumbline.broker.Ports;
import io.plumbline.broker.TopicReader;
import io.plumbline.contracts.event.Prediction;
import io.plumbline.contracts.event.Topics;
import io.plumbline.local.process.OrphanGuard;
import io.plumbline.local.process.ProjectLayout;
import io.plumbline.local.process.ServiceCommand;
import io.plumbline.local.process.ServiceModule;
import io.plumbline.local.process.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole pipeline for one test: a broker in this JVM, the services as the processes that production runs.
 *
 * <p>Nothing is started but the broker; the test starts, kills and restarts what it is about. A service that is started
 * again has its port, its instance name and its folder back. However the test ends, no process is left; when it fails, the
 * ends of the services' logs stand beside the failure.
 */
final class PipelineFixture implements BeforeEachCallback, AfterEachCallback, AutoCloseable {
    static final int PARTITIONS = 4;
    static final Topics TOPICS = Topics.standard();

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration PREDICTED_WITHIN = Duration.ofMinutes(3);
    private static final Duration SWAP_WITHIN = Duration.ofMinutes(3);
    private static final String HOST = "127.0.0.1";

    private final ProjectLayout layout = ProjectLayout.find();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ServiceProcess> children = new ArrayList<>();
    private Path folder;
    private OrphanGuard guard;
    private EmbeddedBroker broker;
    private int inferencePort;
    private int evaluatorPort;
    private ServiceProcess inference;
    private ServiceProcess evaluator;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        folder = RunFolder.of(context.getRequiredTestClass().getSimpleName() + "-" + fileName(context));
        guard = OrphanGuard.start();
        broker = EmbeddedBroker.start(BrokerConfig.onFreePort(folder.resolve("broker")));
        broker.createTopics(PlumblineTopics.all(TOPICS.prefix(), PARTITIONS));
        inferencePort = Ports.free();
        evaluatorPort = Ports.free();
    }

    /** The test's name as a folder's. */
    private static String fileName(ExtensionContext context) {
        return context.getDisplayName().replaceAll("[^A-Za-z0-9]+", "-");
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    TopicReader reader() {
        return new TopicReader(broker.bootstrapServers());
    }

    /** Writes with timestamps from a minute ago on, so that a quick burst does not reach into the future. */
    TopicWriter writer() {
        return new TopicWriter(
                broker.bootstrapServers(),
                Instant.now().minus(Duration.ofMinutes(1)).toEpochMilli());
    }

    /** The committed predictions so far. */
    List<Prediction> predictions() {
        return BatchJoin.predictions(reader());
    }

    /** Waits until so many predictions are committed, and hands out all there are. */
    List<Prediction> awaitPredictions(int count) {
        AtomicReference<List<Prediction>> predictions = new AtomicReference<>(List.of());
        await().alias(count + " committed predictions").atMost(PREDICTED_WITHIN).untilAsserted(() -> {
            assertServicesAlive();
            predictions.set(predictions());
            assertThat(predictions.get()).hasSizeGreaterThanOrEqualTo(count);
        });
        return predictions.get();
    }

    /** Starts the inference service; it answers once a model was swapped in. */
    void startInference(Path store, String... settings) {
        List<String> arguments = new ArrayList<>(List.of("serve"));
        set(arguments, "store=" + store, "http.port=" + inferencePort, "instance=inference-1");
        set(arguments, settings);
        inference = start(ServiceModule.INFERENCE, "inference", arguments);
    }

    void awaitInferenceReady() throws InterruptedException {
        inference.awaitReady(uri(inferencePort, "/readyz"), READY_WITHIN);
    }

    void killInference() throws InterruptedException {
        kill(inference);
    }

    void startEvaluator(String... settings) {
        List<String> arguments = new ArrayList<>(List.of("evaluate"));
        set(
                arguments,
                "instance=evaluator-1",
                "http.port=" + evaluatorPort,
                "state.dir=" + folder.resolve("evaluator-state"));
        set(arguments, settings);
        evaluator = start(ServiceModule.EVALUATOR, "evaluator", arguments);
    }

    void awaitEvaluatorReady() throws InterruptedException {
        evaluator.awaitReady(uri(evaluatorPort, "/readyz"), READY_WITHIN);
    }

    void killEvaluator() throws InterruptedException {
        kill(evaluator);
    }

    /** Makes a version the champion, by the command that an operator types. */
    void swap(TrainedModel model) throws InterruptedException {
        List<String> arguments = List.of(
                "model",
                "swap",
                model.model(),
                model.version(),
                "--bootstrap-servers",
                bootstrapServers(),
                "--store",
                model.store().toString());
        ServiceProcess swap = ServiceProcess.startCapturing(
                command(ServiceModule.INFERENCE, "swap", arguments), log("swap.out"), log("swap"));
        adopt(swap);
        swap.awaitOutput(SWAP_WITHIN);
    }

    /** What the evaluator's {@code /metrics} says, or empty while nobody answers there. */
    Optional<MetricsPage> evaluatorMetrics() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(evaluatorPort, "/metrics"))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(MetricsPage.parse(response.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // Not listening yet, or killed just now: both are expected here.
        }
    }

    /** Fails at once, and with its log, when a service that should run does not. */
    void assertServicesAlive() {
        for (ServiceProcess service : new ServiceProcess[] {inference, evaluator}) {
            if (service != null && !service.isAlive()) {
                throw service.failure("ended on its own");
            }
        }
    }

    private void set(List<String> arguments, String... settings) {
        if (!arguments.contains("bootstrap.servers=" + bootstrapServers())) {
            arguments.addAll(List.of("--set", "bootstrap.servers=" + bootstrapServers()));
        }
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
    }

    private ServiceProcess start(ServiceModule module, String name, List<String> arguments) {
        ServiceProcess process = ServiceProcess.start(command(module, name, arguments), log(name));
        adopt(process);
        return process;
    }

    private ServiceCommand command(ServiceModule module, String name, List<String> arguments) {
        // These processes live for seconds; the second compiler would not pay back on two busy cores.
        return new ServiceCommand(
                layout,
                module,
                arguments,
                folder.resolve("tmp-" + name),
                List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"));
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private void adopt(ServiceProcess process) {
        children.add(process);
        guard.watch(process);
    }

    private static void kill(ServiceProcess process) throws InterruptedException {
        assertThat(process.isAlive()).as("service still runs when it is killed").isTrue();
        process.kill();
    }

    private static URI uri(int port, String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        Optional<Throwable> failure = context.getExecutionException();
        if (failure.isPresent()) {
            children.forEach(child -> failure.get().addSuppressed(child.failure("its log, for the failed test")));
        }
        close();
        if (failure.isEmpty()) {
            delete(folder);
        }
    }

    @Override
    public void close() {
        for (ServiceProcess child : children) {
            child.close();
        }
        assertThat(children).as("processes left behind").noneMatch(ServiceProcess::isAlive);
        if (broker != null) {
            broker.close();
        }
        if (guard != null) {
            guard.close();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
