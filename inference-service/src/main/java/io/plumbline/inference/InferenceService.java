package io.plumbline.inference;

import io.plumbline.contracts.checkpoint.CheckpointStore;
import io.plumbline.contracts.ops.Health;
import io.plumbline.contracts.ops.OpsServer;
import io.plumbline.inference.control.BrokerTrouble;
import io.plumbline.inference.control.CheckpointLoader;
import io.plumbline.inference.control.ControlReader;
import io.plumbline.inference.control.LoadGuards;
import io.plumbline.inference.control.Reconciler;
import io.plumbline.inference.control.Roster;
import io.plumbline.inference.control.ServedVersion;
import io.plumbline.inference.control.StatusBoard;
import io.plumbline.inference.control.Switchboard;
import io.plumbline.inference.guard.AdminRetry;
import io.plumbline.inference.guard.CallThreads;
import io.plumbline.inference.guard.LoadBulkhead;
import io.plumbline.inference.guard.LoadRetry;
import io.plumbline.inference.guard.RetryEvents;
import io.plumbline.inference.model.CheckpointVerifier;
import io.plumbline.inference.model.DeviceLostException;
import io.plumbline.inference.model.DeviceUnavailableException;
import io.plumbline.inference.model.ModelLoader;
import io.plumbline.inference.model.Placement;
import io.plumbline.inference.model.admission.Admission;
import io.plumbline.inference.stream.ClientDecorator;
import io.plumbline.inference.stream.PollThread;
import io.plumbline.inference.telemetry.BatchTimesCollector;
import io.plumbline.inference.telemetry.BatchTimesCollector.BatchTime;
import io.plumbline.inference.telemetry.GuardMetrics;
import io.plumbline.inference.telemetry.InferenceMetrics;
import io.plumbline.inference.telemetry.ModelMetrics;
import io.plumbline.inference.telemetry.ModelMetrics.Running;
import io.plumbline.inference.telemetry.PrometheusText;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance: its objects, built by hand in reading order, started and stopped. */
public final class InferenceService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InferenceService.class);

    /** By the number that a breaker's state has as a metric. */
    private static final List<String> BREAKERS = List.of("closed", "half open", "open");

    private final Switchboard switchboard = new Switchboard();
    private final ExecutorService janitor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "inference-janitor"));
    private final Reconciler reconciler;
    private final ControlReader control;
    private final PollThread poll;
    private final OpsServer ops;
    private final LoadBulkhead loads;
    private final CallThreads calls;
    private final Placement placement;
    private volatile @Nullable Throwable deviceLost;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Builds and starts everything.
     *
     * @param registry takes every collector of this instance
     * @throws IOException if the ops port cannot be bound
     * @throws DeviceUnavailableException if the device that is demanded does not work
     */
    public InferenceService(ServiceSettings settings, CollectorRegistry registry) throws IOException {
        this(settings, registry, ClientDecorator.NONE);
    }

    InferenceService(ServiceSettings settings, CollectorRegistry registry, ClientDecorator decorator)
            throws IOException {
        InferenceMetrics metrics = new InferenceMetrics(registry);
        ModelMetrics models = new ModelMetrics(registry, this::running);
        loads = settings.loads();
        calls = settings.calls();
        GuardMetrics guards =
                new GuardMetrics(registry, () -> new GuardMetrics.Reading(loads.available(), calls.hung()));
        new BatchTimesCollector(this::batchTimes).register(registry);
        // First of all that touches ONNX Runtime.
        settings.applyNativePath();
        ModelLoader loader = new ModelLoader();
        placement = loader.place(settings.device(), settings.cuda());
        log.atInfo()
                .addKeyValue("device", placement.device())
                .addKeyValue("provider", Placement.provider(placement.device()))
                .addKeyValue("why", placement.reason())
                .log("models run here");
        settings.overcommitted(Runtime.getRuntime().availableProcessors())
                .ifPresent(why -> log.atWarn().addKeyValue("error", why).log("more threads than cores"));
        CheckpointLoader checkpoints = new CheckpointLoader(
                new CheckpointStore(settings.store()),
                new Admission(
                        new CheckpointVerifier(settings.signatures()),
                        settings.probe(),
                        loader,
                        settings.load(placement)),
                new LoadGuards(
                        loads,
                        new LoadRetry(settings.retry(), counted(guards)),
                        settings.breaker(),
                        calls,
                        settings.fallBackToCpu(),
                        guards,
                        new Gpu()),
                janitor,
                settings.load(placement).warmUpBatches());
        StatusBoard status = new StatusBoard(settings.link(), settings.topics().status());
        reconciler = new Reconciler(
                settings.instance(), placement.device(), settings.models(), checkpoints, switchboard, status, models);
        control = new ControlReader(settings.link(), settings.topics().control(), reconciler);
        poll = new PollThread(
                settings.link(),
                settings.topics(),
                settings.groupId(),
                settings.instance(),
                settings.staticMember(),
                settings.createTopics(),
                new AdminRetry(settings.adminRetry(), BrokerTrouble::passing, counted(guards)),
                settings.stream(),
                settings.shutdownTimeout(),
                switchboard,
                metrics,
                decorator);
        ops = OpsServer.start(
                settings.httpBind(), settings.httpPort(), new PrometheusText(registry), this::health, this::ready);
        poll.start();
        control.start();
        log.atInfo()
                .addKeyValue("instance", settings.instance())
                .addKeyValue("bootstrapServers", settings.link().bootstrapServers())
                .addKeyValue("store", settings.store())
                .addKeyValue("httpPort", ops.port())
                .log("inference service started");
    }

    public int httpPort() {
        return ops.port();
    }

    private static RetryEvents counted(GuardMetrics guards) {
        return (name, result, tries) -> {
            guards.retried(name, result.label());
            if (result == RetryEvents.Result.RETRIED) {
                log.atWarn()
                        .addKeyValue("retry", name)
                        .addKeyValue("tries", tries)
                        .log("failed, trying again");
            }
        };
    }

    /** Whether this process can still do its work. */
    public Health health() {
        Health polls = poll.health();
        return polls.ok() && calls.exhausted()
                ? Health.no(calls.hung() + " model calls are past model.call.timeout and have not come back, as many as"
                        + " there are workers; only a new process helps")
                : polls;
    }

    /** Whether requests are being answered; if not, why; and in what state each guard is. */
    public Health ready() {
        Optional<String> disturbance = reconciler.disturbance();
        Health polls = poll.ready();
        // The brokers' own trouble explains the control topic's.
        Health answers = polls.ok() && disturbance.isPresent() ? Health.no(disturbance.get()) : polls;
        return new Health(answers.ok(), answers.reason() + "; " + guards());
    }

    private String guards() {
        StringBuilder text = new StringBuilder("device " + placement.device() + ": " + placement.reason());
        for (Running one : running()) {
            text.append("; ")
                    .append(one.model() + "/" + one.version() + " (" + one.role() + ") on " + one.device() + " by "
                            + one.provider() + ", breaker " + BREAKERS.get(one.breaker()));
        }
        text.append("; loads " + (loads.most() - loads.available()) + " of " + loads.most());
        if (calls.limited()) {
            text.append("; model calls hung " + calls.hung());
        }
        return text.toString();
    }

    /** Waits until the service stops; returns what broke it, or empty when it was told to. */
    public Optional<Throwable> await() throws InterruptedException {
        Optional<Throwable> broke = poll.await();
        for (Throwable cause = broke.orElse(null); cause != null; cause = cause.getCause()) {
            // Within a rebalance Kafka wraps what its listener throws.
            if (cause instanceof DeviceLostException) {
                deviceLost = cause;
            }
        }
        return broke.or(() -> Optional.ofNullable(deviceLost));
    }

    /**
     * Whether native code may still run, or must not run again: then the JVM's shutdown hooks, ONNX Runtime's among them, could
     * crash or hang the process, and it has to be halted.
     */
    public boolean nativeCodeIsStuck() {
        return calls.hung() > 0 || deviceLost != null || poll.modelsRun();
    }

    /** What becomes of the GPU. */
    private final class Gpu implements LoadGuards.DeviceEvents {
        @Override
        public void movedToCpu(String model, String why) {
            reconciler.deviceChanged(model, why);
        }

        @Override
        public void lost(Throwable failure) {
            deviceLost = failure;
            log.atError().setCause(failure).log("the GPU is lost, the service ends");
            poll.stop();
        }
    }

    /** Begins to stop; {@link #await} returns when nothing is in flight any more. May be called from a signal. */
    public void stop() {
        poll.stop();
    }

    private List<Running> running() {
        List<Running> running = new ArrayList<>();
        for (Roster roster : switchboard.current().rosters().values()) {
            running.add(running(roster.champion(), "champion"));
            roster.challenger().ifPresent(version -> running.add(running(version, "challenger")));
            roster.shadows().forEach(version -> running.add(running(version, "shadow")));
        }
        return running;
    }

    private List<BatchTime> batchTimes() {
        Set<ServedVersion> versions = new LinkedHashSet<>();
        switchboard.current().rosters().values().forEach(roster -> versions.addAll(roster.all()));
        List<BatchTime> times = new ArrayList<>();
        for (ServedVersion version : versions) {
            version.times()
                    .byBucket()
                    .forEach((size, took) -> times.add(new BatchTime(
                            version.model(), version.version(), version.device(), size, took.toNanos() / 1e9)));
        }
        return times;
    }

    private static Running running(ServedVersion version, String role) {
        int breaker =
                switch (version.breaker()) {
                    case CLOSED -> 0;
                    case HALF_OPEN -> 1;
                    case OPEN -> 2;
                };
        return new Running(
                version.model(),
                version.version(),
                version.checkpoint(),
                role,
                version.device(),
                Placement.provider(version.device()),
                version.uses(),
                breaker);
    }

    /**
     * Stops in order: no new requests, batches in flight finished and committed, group left, then loading stopped and the
     * sessions closed, when no thread can be inside one.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        poll.close();
        control.close();
        reconciler.close();
        calls.close();
        janitor.shutdown();
        try {
            if (!janitor.awaitTermination(10, TimeUnit.SECONDS)) {
                log.atWarn().log("sessions did not close in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ops.close();
        log.atInfo().log("inference service stopped");
    }
}
