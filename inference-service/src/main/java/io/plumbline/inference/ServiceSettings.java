package io.plumbline.inference;

import io.plumbline.contracts.config.ConfigException;
import io.plumbline.contracts.config.Setting;
import io.plumbline.contracts.config.Settings;
import io.plumbline.contracts.event.Topics;
import io.plumbline.contracts.kafka.KafkaLink;
import io.plumbline.inference.batch.BatchConfig;
import io.plumbline.inference.batch.DeadlineConfig;
import io.plumbline.inference.guard.BreakerConfig;
import io.plumbline.inference.guard.CallThreads;
import io.plumbline.inference.guard.LoadBulkhead;
import io.plumbline.inference.guard.RetryConfig;
import io.plumbline.inference.model.CudaSettings;
import io.plumbline.inference.model.LoadSettings;
import io.plumbline.inference.model.NativeLibraries;
import io.plumbline.inference.model.Placement;
import io.plumbline.inference.model.Tolerance;
import io.plumbline.inference.model.admission.ProbeConfig;
import io.plumbline.inference.model.admission.ProcessProbe;
import io.plumbline.inference.model.trust.SignaturePolicy;
import io.plumbline.inference.model.trust.TrustedKeys;
import io.plumbline.inference.stream.Delivery;
import io.plumbline.inference.stream.StreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Every key of the inference service's configuration, and what they come to. */
public final class ServiceSettings {
    static final Setting<String> BOOTSTRAP_SERVERS =
            Setting.text("bootstrap.servers", "127.0.0.1:9092", "Brokers, host:port, comma separated.");
    static final Setting<String> TOPICS_PREFIX =
            Setting.text("topics.prefix", Topics.DEFAULT_PREFIX, "What every topic's name begins with.");
    static final Setting<Boolean> TOPICS_CREATE = Setting.flag(
            "topics.create", true, "Create missing topics with the broker's defaults; false waits for them.");
    static final Setting<Path> STORE =
            Setting.path("store", Path.of(".plumbline", "store"), "Folder of the checkpoints.");
    static final Setting<String> INSTANCE = Setting.text(
            "instance",
            "inference-0",
            "Name of this slot: unique among running instances, the same after a restart. Its transactional id. "
                    + "Without one, kafka.group.instance.id.");
    static final Setting<List<String>> MODELS =
            Setting.list("models", List.of(), "Models to serve; empty serves every one on the control topic.");
    static final Setting<String> HTTP_BIND = Setting.text("http.bind", "127.0.0.1", "Address of the ops endpoints.");
    static final Setting<Integer> HTTP_PORT =
            Setting.integer("http.port", 9400, 0, 65_535, "Port of /metrics, /healthz, /readyz; 0 takes a free one.");
    static final Setting<String> GROUP_ID =
            Setting.text("group.id", "plumbline-inference", "Consumer group shared by all instances.");
    static final Setting<Boolean> GROUP_STATIC = Setting.flag(
            "group.static",
            false,
            "Join as a static member named as the instance: a restart within the session timeout moves no partition.");
    static final Setting<Integer> BATCH_MAX_SIZE = Setting.integer(
            "batch.max.size", 32, 1, 4096, "Most requests in one native call; 1 switches batching off.");
    static final Setting<Duration> BATCH_MAX_WAIT = Setting.duration(
            "batch.max.wait",
            Duration.ZERO,
            "How long a request waits for company while there is no backlog and a worker is free.");
    static final Setting<String> DELIVERY = Setting.choice(
            "delivery",
            Delivery.EXACTLY_ONCE.label(),
            Delivery.LABELS,
            "exactly-once: one transaction per commit; at-least-once: sooner, and a crash may repeat some.");
    static final Setting<Duration> LATENCY_TARGET = Setting.duration(
            "latency.target",
            Duration.ZERO,
            "Answers should be committed so long after the request's timestamp; batches are sized for it. 0ms: no target.");
    static final Setting<String> DEADLINE_EXPIRED = Setting.choice(
            "deadline.expired",
            "serve",
            List.of("serve", "dead-letter"),
            "What becomes of a request whose deadline is past before a model could take it.");
    static final Setting<Duration> COMMIT_INTERVAL =
            Setting.duration("commit.interval", Duration.ofMillis(50), "How long an answer waits for its transaction.");
    static final Setting<Integer> COMMIT_MAX_RECORDS =
            Setting.integer("commit.max.records", 10_000, 1, 1_000_000, "Answers that make a transaction due at once.");
    static final Setting<Integer> QUEUE_MAX_RECORDS = Setting.integer(
            "queue.max.records", 20_000, 1, 1_000_000, "Requests held between poll and commit; at this many, pause.");
    static final Setting<Integer> QUEUE_MAX_BYTES = Setting.integer(
            "queue.max.bytes",
            64 << 20,
            1 << 16,
            Integer.MAX_VALUE,
            "Bytes of requests held between poll and commit; at this many, pause.");
    static final Setting<Integer> MODEL_WORKERS =
            Setting.integer("model.workers", 1, 1, 256, "Threads that run models.");
    static final Setting<Integer> MODEL_THREADS = Setting.integer(
            "model.threads", 0, 0, 256, "Threads inside one native call; 0 for cores / model.workers, at least 1.");
    static final Setting<Duration> MODEL_CALL_TIMEOUT = Setting.duration(
            "model.call.timeout",
            Duration.ZERO,
            "A native call that takes longer is given up and its batch tried again; 0ms for no limit.");
    static final Setting<Integer> MODEL_MAX_ROWS = Setting.integer(
            "model.max.rows", 1000, 1, 1_000_000, "Most rows of one request: candidates of a ranking query.");
    static final Setting<String> DEVICE = Setting.text(
            "device",
            "auto",
            "Where models run: cpu, cuda, cuda:N, or auto: CUDA if it works, else the CPU. cuda refuses to start without.");
    static final Setting<String> DEVICE_FALLBACK = Setting.choice(
            "device.fallback",
            "pause",
            List.of("pause", "cpu"),
            "When the GPU has too little memory even for half a batch: wait, or go on with the version on the CPU.");
    static final Setting<Long> CUDA_MEMORY_LIMIT = Setting.bytes(
            "cuda.memory.limit",
            CudaSettings.DEFAULT.memoryLimitBytes(),
            0,
            1L << 42,
            "Most GPU memory that one version's arena may take; 0B for no limit.");
    static final Setting<String> CUDA_CONV_SEARCH = Setting.choice(
            "cuda.conv.search",
            CudaSettings.DEFAULT.convAlgorithmSearch(),
            CudaSettings.SEARCHES,
            "How cuDNN picks its convolutions.");
    static final Setting<Boolean> CUDA_TF32 = Setting.flag(
            "cuda.tf32",
            CudaSettings.DEFAULT.tf32(),
            "Round the factors of matrix products to 10 bits: faster, but golden samples may not pass.");
    static final Setting<String> NATIVE_PATH = Setting.text(
            "onnxruntime.native.path", "", "Folder of ONNX Runtime's native libraries; empty for those in its jar.");
    static final Setting<Integer> BREAKER_WINDOW =
            Setting.integer("breaker.window", BreakerConfig.DEFAULT.window(), 1, 10_000, "Last calls that are judged.");
    static final Setting<Integer> BREAKER_MINIMUM_CALLS = Setting.integer(
            "breaker.minimum.calls",
            BreakerConfig.DEFAULT.minimumCalls(),
            1,
            10_000,
            "Judge nothing before that many.");
    static final Setting<Double> BREAKER_FAILURE_RATE = Setting.number(
            "breaker.failure.rate",
            BreakerConfig.DEFAULT.failureRate(),
            0.01,
            1,
            "Open at this share of failed calls, in (0, 1].");
    static final Setting<Duration> BREAKER_SLOW_CALL =
            Setting.duration("breaker.slow.call", BreakerConfig.DEFAULT.slowCall(), "A longer call counts as slow.");
    static final Setting<Double> BREAKER_SLOW_RATE = Setting.number(
            "breaker.slow.rate",
            BreakerConfig.DEFAULT.slowRate(),
            0.01,
            1,
            "Open at this share of slow calls, in (0, 1].");
    static final Setting<Duration> BREAKER_OPEN_FOR =
            Setting.duration("breaker.open.for", BreakerConfig.DEFAULT.openFor(), "How long nothing is let through.");
    static final Setting<Integer> BREAKER_TRIAL_CALLS = Setting.integer(
            "breaker.trial.calls", BreakerConfig.DEFAULT.trialCalls(), 1, 1000, "Calls that decide after that.");
    static final Setting<Integer> LOAD_ATTEMPTS = Setting.integer(
            "load.attempts", RetryConfig.DEFAULT.attempts(), 1, 100, "Tries to read a checkpoint, in all.");
    static final Setting<Duration> LOAD_WAIT_FIRST = Setting.duration(
            "load.wait.first", RetryConfig.DEFAULT.firstWait(), "Before the second try; then doubled.");
    static final Setting<Duration> LOAD_WAIT_LONGEST =
            Setting.duration("load.wait.longest", RetryConfig.DEFAULT.longestWait(), "No wait is longer.");
    static final Setting<Integer> LOAD_CONCURRENCY =
            Setting.integer("load.concurrency", 1, 1, 64, "Checkpoints loaded at the same time.");
    static final Setting<Duration> LOAD_QUEUE_WAIT =
            Setting.duration("load.queue.wait", Duration.ofMinutes(1), "How long a load waits for its turn.");
    static final Setting<Integer> ADMIN_ATTEMPTS = Setting.integer(
            "admin.attempts", RetryConfig.ADMIN.attempts(), 1, 100, "Tries to ask the brokers about topics, in all.");
    static final Setting<Duration> ADMIN_WAIT_FIRST =
            Setting.duration("admin.wait.first", RetryConfig.ADMIN.firstWait(), "Before the second try; then doubled.");
    static final Setting<Duration> ADMIN_WAIT_LONGEST =
            Setting.duration("admin.wait.longest", RetryConfig.ADMIN.longestWait(), "No wait is longer.");
    static final Setting<String> LOAD_PROBE = Setting.choice(
            "load.probe",
            "off",
            List.of("off", "process"),
            "Load each checkpoint in a child process first, which may crash, hang or run out of memory in its place.");
    static final Setting<Long> LOAD_PROBE_MEMORY = Setting.bytes(
            "load.probe.memory",
            ProbeConfig.DEFAULT.memoryBytes(),
            ProbeConfig.MIN_MEMORY_BYTES,
            1L << 42,
            "Address space of that process, a quarter of it heap; about 400MiB and five times the model's file.");
    static final Setting<Duration> LOAD_PROBE_TIMEOUT =
            Setting.duration("load.probe.timeout", ProbeConfig.DEFAULT.timeout(), "A slower one is refused.");
    static final Setting<List<String>> SIGNATURE_KEYS = Setting.list(
            "signature.keys",
            List.of(),
            "Public Ed25519 keys in PEM, files or folders, read at start; a signature by any other is refused.");
    static final Setting<Boolean> SIGNATURE_REQUIRED =
            Setting.flag("signature.required", false, "Refuse checkpoints that are not signed.");
    static final Setting<Double> GOLDEN_TOLERANCE_ABSOLUTE = Setting.number(
            "golden.tolerance.absolute",
            Tolerance.DEFAULT.absolute(),
            0,
            1e9,
            "How far this device's answer to a golden sample may be from the trainer's, in the output's unit; plus:");
    static final Setting<Double> GOLDEN_TOLERANCE_RELATIVE = Setting.number(
            "golden.tolerance.relative", Tolerance.DEFAULT.relative(), 0, 1, "A share of the trainer's answer.");
    static final Setting<Duration> REVOKE_DRAIN = Setting.duration(
            "revoke.drain", Duration.ofSeconds(2), "How long giving up a partition waits for batches in flight.");
    static final Setting<Duration> SHUTDOWN_TIMEOUT = Setting.duration(
            "shutdown.timeout", Duration.ofSeconds(10), "How long a stop waits for batches in flight.");
    static final Setting<Integer> MAX_REQUEST_BYTES = Setting.integer(
            "output.max.bytes", 1_000_000, 4096, 100_000_000, "Largest record written; at most what the topics take.");

    static final Setting<String> LOG_FORMAT = Setting.choice(
            "log.format", "text", List.of("text", "json"), "Log lines for a person, or one JSON object each.");

    private static final List<Setting<?>> ALL = List.of(
            LOG_FORMAT,
            BOOTSTRAP_SERVERS,
            TOPICS_PREFIX,
            TOPICS_CREATE,
            STORE,
            INSTANCE,
            MODELS,
            HTTP_BIND,
            HTTP_PORT,
            GROUP_ID,
            GROUP_STATIC,
            BATCH_MAX_SIZE,
            BATCH_MAX_WAIT,
            DELIVERY,
            LATENCY_TARGET,
            DEADLINE_EXPIRED,
            COMMIT_INTERVAL,
            COMMIT_MAX_RECORDS,
            QUEUE_MAX_RECORDS,
            QUEUE_MAX_BYTES,
            MODEL_WORKERS,
            MODEL_THREADS,
            MODEL_CALL_TIMEOUT,
            MODEL_MAX_ROWS,
            DEVICE,
            DEVICE_FALLBACK,
            CUDA_MEMORY_LIMIT,
            CUDA_CONV_SEARCH,
            CUDA_TF32,
            NATIVE_PATH,
            BREAKER_WINDOW,
            BREAKER_MINIMUM_CALLS,
            BREAKER_FAILURE_RATE,
            BREAKER_SLOW_CALL,
            BREAKER_SLOW_RATE,
            BREAKER_OPEN_FOR,
            BREAKER_TRIAL_CALLS,
            LOAD_ATTEMPTS,
            LOAD_WAIT_FIRST,
            LOAD_WAIT_LONGEST,
            LOAD_CONCURRENCY,
            LOAD_QUEUE_WAIT,
            ADMIN_ATTEMPTS,
            ADMIN_WAIT_FIRST,
            ADMIN_WAIT_LONGEST,
            LOAD_PROBE,
            LOAD_PROBE_MEMORY,
            LOAD_PROBE_TIMEOUT,
            SIGNATURE_KEYS,
            SIGNATURE_REQUIRED,
            GOLDEN_TOLERANCE_ABSOLUTE,
            GOLDEN_TOLERANCE_RELATIVE,
            REVOKE_DRAIN,
            SHUTDOWN_TIMEOUT,
            MAX_REQUEST_BYTES);

    /** A turn of the loop, and the brokers' acknowledgement. */
    private static final Duration TURN = Duration.ofMillis(5);

    private final Settings settings;

    /** @throws ConfigException if values contradict each other */
    public ServiceSettings(Settings settings) {
        this.settings = settings;
        topics();
        stream();
        breaker();
        retry();
        adminRetry();
        load(Placement.CPU);
        device();
        signatures();
        probe();
        if (!instance().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw new ConfigException(List.of(
                    "'instance' is '" + instance() + "', expected 1 to 100 of letters, digits, '.', '_' and '-'"));
        }
    }

    /** Every key that {@code serve} knows. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    KafkaLink link() {
        return new KafkaLink(settings.get(BOOTSTRAP_SERVERS), settings.kafka());
    }

    Topics topics() {
        return checked(() -> new Topics(settings.get(TOPICS_PREFIX)));
    }

    boolean createTopics() {
        return settings.get(TOPICS_CREATE);
    }

    Path store() {
        return settings.get(STORE);
    }

    /** The slot's name, else that of the static member, which is as unique and as lasting. */
    String instance() {
        String member = settings.kafka().get("group.instance.id");
        return settings.isDefault(INSTANCE) && member != null ? member : settings.get(INSTANCE);
    }

    boolean staticMember() {
        return settings.get(GROUP_STATIC) || settings.kafka().containsKey("group.instance.id");
    }

    List<String> models() {
        return settings.get(MODELS);
    }

    String httpBind() {
        return settings.get(HTTP_BIND);
    }

    int httpPort() {
        return settings.get(HTTP_PORT);
    }

    boolean logsJson() {
        return settings.get(LOG_FORMAT).equals("json");
    }

    String groupId() {
        return settings.get(GROUP_ID);
    }

    Duration shutdownTimeout() {
        return settings.get(SHUTDOWN_TIMEOUT);
    }

    private BatchConfig batch() {
        return checked(() -> new BatchConfig(
                settings.get(BATCH_MAX_SIZE),
                settings.get(BATCH_MAX_WAIT),
                new DeadlineConfig(
                        settings.get(LATENCY_TARGET),
                        reserve(),
                        settings.get(DEADLINE_EXPIRED).equals("dead-letter"))));
    }

    /** What an answer needs to be committed, once the model gave it. */
    private Duration reserve() {
        return Delivery.labelled(settings.get(DELIVERY)) == Delivery.EXACTLY_ONCE
                ? settings.get(COMMIT_INTERVAL).plus(TURN)
                : TURN;
    }

    StreamConfig stream() {
        return checked(() -> new StreamConfig(
                Delivery.labelled(settings.get(DELIVERY)),
                batch(),
                settings.get(COMMIT_INTERVAL),
                settings.get(COMMIT_MAX_RECORDS),
                settings.get(QUEUE_MAX_RECORDS),
                settings.get(QUEUE_MAX_BYTES),
                settings.get(MODEL_WORKERS),
                settings.get(REVOKE_DRAIN),
                settings.get(MAX_REQUEST_BYTES)));
    }

    BreakerConfig breaker() {
        return checked(() -> new BreakerConfig(
                settings.get(BREAKER_WINDOW),
                settings.get(BREAKER_MINIMUM_CALLS),
                settings.get(BREAKER_FAILURE_RATE),
                settings.get(BREAKER_SLOW_CALL),
                settings.get(BREAKER_SLOW_RATE),
                settings.get(BREAKER_OPEN_FOR),
                settings.get(BREAKER_TRIAL_CALLS)));
    }

    RetryConfig retry() {
        return checked(() -> new RetryConfig(
                settings.get(LOAD_ATTEMPTS), settings.get(LOAD_WAIT_FIRST), settings.get(LOAD_WAIT_LONGEST)));
    }

    RetryConfig adminRetry() {
        return checked(() -> new RetryConfig(
                "admin",
                settings.get(ADMIN_ATTEMPTS),
                settings.get(ADMIN_WAIT_FIRST),
                settings.get(ADMIN_WAIT_LONGEST)));
    }

    LoadBulkhead loads() {
        return new LoadBulkhead(settings.get(LOAD_CONCURRENCY), settings.get(LOAD_QUEUE_WAIT));
    }

    CallThreads calls() {
        return new CallThreads(settings.get(MODEL_CALL_TIMEOUT), settings.get(MODEL_WORKERS));
    }

    LoadSettings load(Placement placement) {
        return checked(() -> new LoadSettings(
                batch().buckets(),
                threads(Runtime.getRuntime().availableProcessors()),
                settings.get(MODEL_MAX_ROWS),
                new Tolerance(settings.get(GOLDEN_TOLERANCE_ABSOLUTE), settings.get(GOLDEN_TOLERANCE_RELATIVE)),
                placement,
                cuda()));
    }

    /** Threads inside one native call. */
    int threads(int cores) {
        int configured = settings.get(MODEL_THREADS);
        return configured > 0 ? configured : Math.max(1, cores / settings.get(MODEL_WORKERS));
    }

    /** Why more threads compute than there are cores, if so. */
    Optional<String> overcommitted(int cores) {
        int workers = settings.get(MODEL_WORKERS);
        int threads = threads(cores);
        return (long) workers * threads <= cores
                ? Optional.empty()
                : Optional.of("model.workers is " + workers + " and model.threads " + threads + ", which is "
                        + (long) workers * threads + " threads for " + cores
                        + " cores: they wait for each other, and the Kafka clients for them");
    }

    /** {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}. */
    String device() {
        String device = settings.get(DEVICE);
        if (!device.matches("auto|cpu|cuda|cuda:\\d{1,3}")) {
            throw new ConfigException(
                    List.of("'device' is '" + device + "', expected one of auto, cpu, cuda, cuda:N with a number"));
        }
        return device;
    }

    boolean fallBackToCpu() {
        return settings.get(DEVICE_FALLBACK).equals("cpu");
    }

    CudaSettings cuda() {
        return checked(() -> new CudaSettings(
                settings.get(CUDA_MEMORY_LIMIT), settings.get(CUDA_CONV_SEARCH), settings.get(CUDA_TF32)));
    }

    /** Has ONNX Runtime take its native libraries from the folder that is configured, if one is. */
    void applyNativePath() {
        String folder = settings.get(NATIVE_PATH);
        if (!folder.isEmpty()) {
            checked(() -> {
                NativeLibraries.in(Path.of(folder));
                return folder;
            });
        }
    }

    Optional<ProcessProbe> probe() {
        return settings.get(LOAD_PROBE).equals("off")
                ? Optional.empty()
                : Optional.of(new ProcessProbe(checked(
                        () -> new ProbeConfig(settings.get(LOAD_PROBE_MEMORY), settings.get(LOAD_PROBE_TIMEOUT)))));
    }

    SignaturePolicy signatures() {
        List<Path> keys = settings.get(SIGNATURE_KEYS).stream().map(Path::of).toList();
        try {
            TrustedKeys trusted = TrustedKeys.read(keys);
            return checked(() -> new SignaturePolicy(trusted, settings.get(SIGNATURE_REQUIRED)));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(List.of("'signature.keys' is " + keys + ": " + e.getMessage()));
        }
    }

    private static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }
}
